// What the agent is told of a transfer out: T1 asked and not known yet · T2 the far end did not, the customer is still
// here · T3 the far end has the call · T4 the call ended before anything was known. The newest call that was asked for.
import type { HangupCause } from '#protocol/reasons'
import type { CallView } from '#protocol/web-messages'

type Seen = Pick<CallView, 'id' | 'agentId' | 'startedAt' | 'stage' | 'transfer'>
export type TransferTold = { callId: string; to: string } & (
  | { kind: 'asked' | 'done' | 'unknown' }
  | { kind: 'failed'; cause: HangupCause }
)

function toldOf({ id, stage, transfer }: Seen): TransferTold | null {
  if (transfer === null) return null
  const { cause } = transfer
  const whose = { callId: id, to: transfer.to.text }
  if (stage !== 'ended') return cause === null ? { ...whose, kind: 'asked' } : { ...whose, kind: 'failed', cause }
  if (cause === null) return { ...whose, kind: 'unknown' }
  return cause === 'normal' ? { ...whose, kind: 'done' } : null
}

export function transferTold(calls: Iterable<Seen>, agentId: string): TransferTold | null {
  const mine = [...calls].filter((call) => call.agentId === agentId && call.transfer !== null)
  const newest = mine.sort((one, other) => other.startedAt - one.startedAt)[0]
  return newest ? toldOf(newest) : null
}
