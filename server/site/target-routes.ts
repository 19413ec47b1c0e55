// Where an agent may send a caller beside people: names only, for the seat's page.
import type { TransferTargets } from '#protocol/api'
import { listFlows } from '../flow/flow-store.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { listQueues } from '../queue/queue-store.ts'

const named = ({ id, name }: { id: string; name: string }) => ({ id, name })

export function targetRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user(
    'session.use',
    'GET',
    '/transfer-targets',
    {},
    (): TransferTargets => ({ queues: listQueues(core).map(named), flows: listFlows(core).map(named) }),
  )
}
