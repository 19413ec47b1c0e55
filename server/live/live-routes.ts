// The live socket in HTTP: the session is checked before the upgrade, and again for every command.
import { type AnyElysia, Elysia } from 'elysia'
import { errorReply, HttpError } from '../http/http-error.ts'
import type { AppDeps } from '../http/parts.ts'
import { API } from '../http/routes.ts'
import { createLivePages } from './live-pages.ts'

export function liveRoutes(deps: AppDeps): AnyElysia {
  const pages = createLivePages(deps)
  return new Elysia().ws(`${API}/live`, {
    detail: { access: 'session.use' } as object,
    // Runs twice for an upgrade: it only looks.
    beforeHandle: (context) => refusal(() => pages.admit(context)),
    open: (ws) => pages.open(ws.id, ws.raw, { request: ws.data.request, server: ws.data.server }),
    message: (ws, message) => pages.receive(ws.id, ws.raw, message),
    close: (ws) => pages.closed(ws.id),
  })
}

/** What an upgrade is refused with; undefined = go on. */
export function refusal(check: () => unknown): Response | undefined {
  try {
    check()
    return undefined
  } catch (error) {
    if (error instanceof HttpError) return errorReply(error)
    throw error
  }
}
