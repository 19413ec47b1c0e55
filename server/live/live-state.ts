// The present state of the site by kind: the base of every snapshot.
import type { EntityKind } from '#protocol/web-messages'
import type { RawChange, RawEntities } from './core-port.ts'

export type LiveState = {
  apply(change: RawChange): void
  find<K extends EntityKind>(kind: K, id: string): RawEntities[K] | null
  list<K extends EntityKind>(kind: K): RawEntities[K][]
  /** Everything as changes: agents, queues, calls, supervisions, lines, gateways, alarms. */
  changes(): RawChange[]
}

type Tables = { [K in EntityKind]: Map<string, RawEntities[K]> }

export function createLiveState(): LiveState {
  const tables: Tables = {
    agent: new Map(),
    colleague: new Map(),
    queue: new Map(),
    call: new Map(),
    line: new Map(),
    gateway: new Map(),
    alarm: new Map(),
    supervision: new Map(),
    notice: new Map(),
  }
  return {
    apply(change) {
      if (change.value === null) tables[change.kind].delete(change.id)
      else (tables[change.kind] as Map<string, unknown>).set(change.id, change.value)
    },
    find: (kind, id) => tables[kind].get(id) ?? null,
    list: (kind) => [...tables[kind].values()],
    changes: () => Object.entries(tables).flatMap(([kind, table]) => rows(kind as EntityKind, table)),
  }
}

function rows(kind: EntityKind, table: Map<string, unknown>): RawChange[] {
  return [...table].map(([id, value]) => ({ kind, id, value }) as RawChange)
}

export function entityKey(change: { kind: EntityKind; id: string }): string {
  return `${change.kind} ${change.id}`
}
