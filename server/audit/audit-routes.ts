import { Type } from '@sinclair/typebox'
import type { AuditRow } from '#protocol/api'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { listUsers } from '../user/user-store.ts'

const Query = Type.Object(
  {
    before: Type.Optional(Type.Integer({ minimum: 1 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  },
  { additionalProperties: false },
)
const PAGE = 100

export function auditRoutes(routes: Routes, deps: AppDeps): void {
  routes.user('audit.read', 'GET', '/audit', { query: Query }, ({ query }): AuditRow[] => {
    const names = new Map(listUsers(deps.stores.core).map((user) => [user.id, user.name]))
    return deps.audit
      .list(query.before ?? null, query.limit ?? PAGE)
      .map((row) => ({ ...row, userName: row.userId === null ? '' : (names.get(row.userId) ?? '') }))
  })
}
