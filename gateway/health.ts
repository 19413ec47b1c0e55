// The gateway's only HTTP: is it well, and how much does it do. Nothing secret, bound to loopback by default.
import type { Address } from './config.ts'
import { metricsText, type Watched } from './metrics.ts'

const EX_UNAVAILABLE = 69

export function serveHealth(address: Address, watched: Watched): { stop(): void } {
  try {
    const server = Bun.serve({
      hostname: address.host,
      port: address.port,
      reusePort: false,
      routes: {
        '/health': () => health(watched),
        '/metrics': async () =>
          new Response(await metricsText(watched), { headers: { 'content-type': 'text/plain; version=0.0.4' } }),
      },
      fetch: () => new Response('not found', { status: 404 }),
    })
    return { stop: () => void server.stop(true) }
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault)
    console.error(
      `The gateway cannot serve its health on ${address.host}:${address.port}: ${why}. Set TRUNKLINE_GATEWAY_HTTP to use another port.`,
    )
    process.exit(EX_UNAVAILABLE)
  }
}

function health({ link, gateway }: Watched): Response {
  const ready = link.awayMs() === 0
  return Response.json({ ready, calls: gateway.calls, serverAwayMs: link.awayMs() }, { status: ready ? 200 : 503 })
}
