import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { listFlows } from './flow-store.ts'

export function flowRoutes(routes: Routes, deps: AppDeps): void {
  routes.user('flow.read', 'GET', '/flows', {}, () => listFlows(deps.stores.core))
}
