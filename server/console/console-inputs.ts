// Where the console's callers go instead of waiting for it.
import type { FlowDefinition } from '#protocol/flow-config'
import type { OpeningHours } from '#protocol/hours-config'
import type { QueueId } from '#protocol/ids'

/** Into this flow, whatever flow the caller comes from. */
export type FlowTarget = { kind: 'flow'; flow: FlowDefinition; hours: OpeningHours[] }
export type ConsoleAway = {
  why: 'automatic' | 'out-of-order'
  target: { kind: 'queue'; queue: QueueId } | FlowTarget
}
/** What one who waits for the console is told. */
export type ConsoleEntryInput = { type: 'send-on' } & ConsoleAway
