// How a guest is asked to a call. Rules P1, C65.
import type { Ms } from '#protocol/ids'
import type { Effect } from '../machine/effects.ts'
import type { LiveCall } from './call.ts'
import { reach, tellAgent, tellLeg } from './call-effects.ts'
import type { NewGuest } from './call-inputs.ts'
import { CAMP_MS, type Guest, RING_MS } from './guest.ts'

/** P1: a guest is rung, or waited for. */
export function ask(call: LiveCall, guest: NewGuest, ringMs: Ms = RING_MS): [LiveCall, Guest, Effect[]] {
  const { seat, guest: number } = call.next
  if (guest.kind === 'agent') {
    const legId = `${call.id}.s${seat}`
    const { agentId, camp, override = false, aimed = false } = guest
    const party = { kind: 'agent' as const, agentId, camp }
    const comes = { state: 'waiting', joined: false, muted: false, early: false, ringMs } as const
    const rung: Guest = { legId, party, ...comes, ...(aimed ? { aimed: { via: [] } } : {}) }
    const asked = { ...call, guests: [...call.guests, rung], next: { ...call.next, seat: seat + 1 } }
    if (aimed) return [asked, rung, [reach(call, { legId, agentId, via: [], camp }, null)]]
    const after = camp ? CAMP_MS : ringMs
    return [
      asked,
      rung,
      [{ type: 'set-timer', name: 'guest', after }, tellAgent(agentId, { type: 'ring', callId: call.id, override })],
    ]
  }
  const { lineId, to, from, withheld, noAnswerMs, diversion } = guest
  const legId = `${call.id}.g${number}`
  const party = { kind: 'number' as const, number: guest.number, to, lineId }
  const rung: Guest = { legId, party, state: 'ringing', joined: false, muted: false, early: false }
  const asked = { ...call, guests: [...call.guests, rung], next: { ...call.next, guest: number + 1 } }
  const dial = { callId: call.id, lineId, to, from, withheld, noAnswerMs, ...(diversion ? { diversion } : {}) }
  return [asked, rung, [tellLeg(legId, { type: 'dial', ...dial })]]
}
