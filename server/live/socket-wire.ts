import type { Wire } from './live-connection.ts'

export type RawSocket = { send(text: string): number; close(code?: number, reason?: string): void }

/** Bun's send: -1 queued, 0 dropped. What is dropped breaks the stream, so the socket must go. */
export function wireOf(raw: RawSocket): Wire {
  return {
    send: (text) => raw.send(text) !== 0,
    close: (code, reason) => raw.close(code, reason),
  }
}
