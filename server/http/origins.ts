// Which names we answer to (Host) and which pages may speak to us (Origin).
import { HttpError } from './http-error.ts'

export type Origins = {
  /** Once the port is known: the loopback names of our own port are ours. */
  listening(port: number): void
  isHost(host: string | null): boolean
  isOrigin(origin: string): boolean
}

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]']

export function createOrigins(extra: readonly string[]): Origins {
  const origins = new Set(extra)
  const hosts = new Set(extra.map((origin) => new URL(origin).host))
  return {
    listening(port) {
      for (const name of LOOPBACK_NAMES) {
        origins.add(new URL(`http://${name}:${port}`).origin)
        hosts.add(new URL(`http://${name}:${port}`).host)
      }
    },
    isHost: (host) => host !== null && hosts.has(host.toLowerCase()),
    isOrigin: (origin) => origins.has(origin),
  }
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
/** The gateway is a program: it sends no Origin, and proves itself by its token. */
const GATEWAY = /^\/api\/v1\/gateway(\/|$)/

/**
 * A page of another origin may change nothing and open no socket. Browsers always send Origin with a WebSocket, so
 * without one it is refused; a program without an Origin may change things (the cookie is SameSite=Strict).
 */
export function checkOrigin(request: Request, origins: Origins): void {
  const origin = request.headers.get('origin')
  const isSocket = request.headers.get('upgrade')?.toLowerCase() === 'websocket'
  if (!isSocket && SAFE.has(request.method)) return
  if (isForeign(request, origin, origins) || (isSocket && origin === null && !isForGateway(request))) {
    throw new HttpError(403, 'origin-refused', 'This page may not speak to the server')
  }
}

function isForeign(request: Request, origin: string | null, origins: Origins): boolean {
  if (origin !== null) return !origins.isOrigin(origin)
  const site = request.headers.get('sec-fetch-site')
  return site === 'cross-site' || site === 'same-site'
}

function isForGateway(request: Request): boolean {
  return GATEWAY.test(new URL(request.url).pathname)
}
