// What a flow knew of the caller, as agents are shown it: never digits that were typed in secret (server/flow, F18).
import type { KnownValue } from '#protocol/api'
import type { StoredEvent } from './call-store.ts'

const MOST = 20
const LONGEST = 200

/** Names in the order in which the flow set them; empty ones are left out. */
export function knownOf(variables: Readonly<Record<string, string>>): KnownValue[] {
  return Object.entries(variables)
    .filter(([, value]) => value !== '')
    .slice(0, MOST)
    .map(([name, value]) => ({ name, value: value.slice(0, LONGEST).toWellFormed() }))
}

/** Of a call that is over: what its flow last handed to a queue. */
export function knownIn(events: readonly StoredEvent[]): KnownValue[] {
  const handed = events.findLast(({ machine, type }) => machine === 'call' && type === 'flow.queue')
  if (handed === undefined) return []
  const { variables = {} } = JSON.parse(handed.data) as { variables?: Record<string, string> }
  return knownOf(variables)
}
