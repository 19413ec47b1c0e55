// The gateway link's WebSocket: /api/v1/gateway. The token is in the hello, never in an address.
import { Value } from '@sinclair/typebox/value'
import { type AnyElysia, Elysia } from 'elysia'
import { FromGateway } from '#protocol/gateway-messages'
import type { Log } from '../log.ts'
import type { GatewayLink, LinkSocket } from './link.ts'

type Raw = { send(text: string): number; close(code?: number, reason?: string): void }

export function linkRoutes(link: GatewayLink, log: Log): AnyElysia {
  const sockets = new Map<string, LinkSocket>()
  const socketOf = (id: string, raw: Raw): LinkSocket => {
    const known = sockets.get(id)
    if (known) return known
    const socket: LinkSocket = {
      // 0 = dropped for want of room: the stream is broken, the gateway connects anew and is told again.
      send: (text) => {
        if (raw.send(text) === 0) raw.close(1013, 'too slow')
      },
      close: () => raw.close(1000, 'replaced'),
    }
    sockets.set(id, socket)
    return socket
  }
  return new Elysia().ws('/api/v1/gateway', {
    detail: { access: 'public' } as object,
    message(ws, message) {
      if (!Value.Check(FromGateway, message)) {
        log.error({ type: typeOf(message) }, 'a gateway sent a message that is not in the protocol')
        ws.raw.close(1008, 'invalid-message')
        return
      }
      try {
        if (!link.receive(socketOf(ws.id, ws.raw), message)) ws.raw.close(1008, 'refused')
      } catch (error) {
        log.error({ error }, 'a fact could not be taken in')
        ws.raw.close(1011, 'internal')
      }
    },
    close(ws) {
      const socket = sockets.get(ws.id)
      sockets.delete(ws.id)
      if (socket) link.closed(socket)
    },
  })
}

function typeOf(message: unknown): string {
  return typeof message === 'object' && message !== null && 'type' in message ? String(message.type) : typeof message
}
