// The demo telephone's socket: only while the demo is on, only from this machine.
import { type AnyElysia, Elysia } from 'elysia'
import { HttpError } from '../http/http-error.ts'
import type { AppDeps } from '../http/parts.ts'
import { API } from '../http/routes.ts'
import { sourceOf } from '../http/source.ts'
import type { DemoTelephonePort } from './core-port.ts'
import { createDemoPhones } from './demo-phones.ts'
import type { Upgrade } from './live-pages.ts'
import { refusal } from './live-routes.ts'

export function demoTelephoneRoutes(deps: AppDeps, port: DemoTelephonePort): AnyElysia {
  const phones = createDemoPhones(deps, port)
  const admit = ({ request, server }: Upgrade) => {
    if (!sourceOf(request, server, deps.config.trustProxy).loopback) {
      throw new HttpError(403, 'no-right', 'The demo telephone works on the server itself only')
    }
  }
  return new Elysia().ws(`${API}/demo-telephone`, {
    detail: { access: 'public' } as object,
    beforeHandle: (context) => refusal(() => admit(context)),
    open: (ws) => phones.open(ws.id, ws.raw),
    message: (ws, message) => phones.receive(ws.id, ws.raw, message),
    close: (ws) => phones.closed(ws.id),
  })
}
