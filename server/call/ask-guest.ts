// How a guest is asked to a call. Rule P1.
import type { Ms } from '#protocol/ids'
import type { Effect } from '../machine/effects.ts'
import type { LiveCall } from './call.ts'
import { tellAgent, tellLeg } from './call-effects.ts'
import type { NewGuest } from './call-inputs.ts'
import { CAMP_MS, type Guest, RING_MS } from './guest.ts'

/** P1: a guest is rung, or waited for. */
export function ask(call: LiveCall, guest: NewGuest, ringMs: Ms = RING_MS): [LiveCall, Guest, Effect[]] {
  const { seat, guest: number } = call.next
  if (guest.kind === 'agent') {
    const legId = `${call.id}.s${seat}`
    const { agentId, camp, override = false } = guest
    const party = { kind: 'agent' as const, agentId, camp }
    const rung: Guest = { legId, party, state: 'waiting', joined: false, muted: false, early: false, ringMs }
    const asked = { ...call, guests: [...call.guests, rung], next: { ...call.next, seat: seat + 1 } }
    const after = camp ? CAMP_MS : ringMs
    return [
      asked,
      rung,
      [{ type: 'set-timer', name: 'guest', after }, tellAgent(agentId, { type: 'ring', callId: call.id, override })],
    ]
  }
  const { lineId, to, from, withheld, noAnswerMs } = guest
  const legId = `${call.id}.g${number}`
  const party = { kind: 'number' as const, number: guest.number, to, lineId }
  const rung: Guest = { legId, party, state: 'ringing', joined: false, muted: false, early: false }
  const asked = { ...call, guests: [...call.guests, rung], next: { ...call.next, guest: number + 1 } }
  return [asked, rung, [tellLeg(legId, { type: 'dial', callId: call.id, lineId, to, from, withheld, noAnswerMs })]]
}
