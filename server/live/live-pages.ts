// The sockets of all pages: who may open one, how many, and what becomes of a fault.
import { HttpError, noRight, rateLimited } from '../http/http-error.ts'
import type { AppDeps } from '../http/parts.ts'
import { authorise } from '../http/routes.ts'
import { sourceOf } from '../http/source.ts'
import type { SignedIn } from '../user/sessions.ts'
import { createCommandReplies } from './command-replies.ts'
import { LiveConnection, type LiveDeps } from './live-connection.ts'
import { type RawSocket, wireOf } from './socket-wire.ts'

const SOCKETS_OF_A_SESSION = 10

export type Upgrade = { request: Request; server: Parameters<typeof sourceOf>[1] }

type LivePages = {
  admit(upgrade: Upgrade): SignedIn
  open(id: string, raw: RawSocket, upgrade: Upgrade): void
  receive(id: string, raw: RawSocket, message: unknown): Promise<void>
  closed(id: string): void
}

export function createLivePages(deps: AppDeps): LivePages {
  const live = liveDeps(deps)
  const connections = new Map<string, LiveConnection>()
  const admit = ({ request, server }: Upgrade) => {
    if (deps.setup.needed()) throw noRight()
    return authorise(deps, request, 'session.use', sourceOf(request, server, deps.config.trustProxy))
  }
  // Errors thrown in socket handlers vanish in Elysia: each is reported and closes its socket here.
  const broken = (raw: RawSocket, error: unknown) => {
    if (!(error instanceof HttpError)) deps.log.error({ error }, 'live socket failed')
    raw.close(error instanceof HttpError ? 1008 : 1011, error instanceof HttpError ? error.code : 'internal')
  }
  return {
    admit,
    open(id, raw, upgrade) {
      try {
        const signedIn = admit(upgrade)
        const count = [...connections.values()].filter(({ session }) => session === signedIn.session).length
        if (count >= SOCKETS_OF_A_SESSION) throw rateLimited(60)
        connections.set(id, new LiveConnection(live, wireOf(raw), signedIn))
      } catch (error) {
        broken(raw, error)
      }
    },
    receive: (id, raw, message) =>
      connections
        .get(id)
        ?.receive(message)
        .catch((error) => broken(raw, error)) ?? Promise.resolve(),
    closed(id) {
      connections.get(id)?.closed()
      connections.delete(id)
    },
  }
}

function liveDeps(deps: AppDeps): LiveDeps {
  return {
    hub: deps.hub,
    core: deps.core,
    replies: createCommandReplies(),
    now: deps.now,
    demo: deps.config.demo,
    graceMs: deps.graceMs,
    still: deps.sessions.still,
    refused: (me, what) =>
      deps.audit.record({ userId: me.userId, action: 'right-refused', object: what, source: 'live' }),
  }
}
