// Start and orderly end of the HTTP server.
import type { AnyElysia } from 'elysia'
import type { Ms } from '#protocol/ids'

export class ListenError extends Error {
  override readonly name = 'ListenError'
}

/** Resolves to the port once it is bound. */
export function listen(app: AnyElysia, host: string, port: number): number {
  try {
    app.listen({ hostname: host, port })
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : ''
    const why = code === 'EADDRINUSE' ? 'another program listens there already' : String(cause)
    throw new ListenError(`Cannot listen on ${host}:${port}: ${why}`, { cause })
  }
  const bound = app.server?.port
  if (bound === undefined) throw new ListenError(`Cannot listen on ${host}:${port}`)
  return bound
}

/** Bun's stop waits for ever while a socket is open: wait for the requests in hand at most `patience`, then cut. */
export async function stopListening(app: AnyElysia, patience: Ms): Promise<void> {
  const server = app.server
  if (server === null) return
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, patience)
  await Promise.race([server.stop(false), late.promise])
  clearTimeout(timer)
  await server.stop(true)
}
