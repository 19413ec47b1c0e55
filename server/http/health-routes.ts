import { type AnyElysia, Elysia } from 'elysia'
import { HttpError } from './http-error.ts'
import type { AppDeps } from './parts.ts'
import { sourceOf } from './source.ts'

/** GET /health for everybody; GET /metrics from this machine only. */
export function healthRoutes(deps: AppDeps): AnyElysia {
  return new Elysia()
    .get(
      '/health',
      () => {
        const ready = deps.ready()
        const body = { ready, version: deps.version, calls: deps.hub.list('call').length }
        return Response.json(body, { status: ready ? 200 : 503, headers: { 'cache-control': 'no-store' } })
      },
      { detail: { access: 'public' } as object },
    )
    .get(
      '/metrics',
      ({ request, server }) => {
        if (!sourceOf(request, server, deps.config.trustProxy).loopback) {
          throw new HttpError(403, 'no-right', 'Metrics are read from this machine only')
        }
        return new Response(deps.metrics.text(), { headers: { 'content-type': 'text/plain; version=0.0.4' } })
      },
      { detail: { access: 'public' } as object },
    )
}
