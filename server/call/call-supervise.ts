// A supervisor at the call: the room of three, taking the agent's place, ending the call. Rules C29-C31, C47 in SPEC.md.
import type { AgentId, Ms } from '#protocol/ids'
import type { Effect } from '../machine/effects.ts'
import { atStage, type Call, type LiveCall, partOf } from './call.ts'
import { hangUpLeg, keepRecording, tellAgent, tellSupervision } from './call-effects.ts'
import { finish } from './call-end.ts'
import type { Supervisor } from './call-inputs.ts'
import { inTalk } from './guest-list.ts'

type Next = [Call, Effect[]]

export const isSupervisor = (call: LiveCall, agentId: AgentId): boolean => call.supervisor?.agentId === agentId

/** C29 */
export function supervised(call: LiveCall, supervisor: Supervisor | null): Next {
  const part = partOf(call)
  if (!part) return [call, supervisor ? [tellSupervision(call, { type: 'call-ended' })] : []]
  const isNew = supervisor !== null && supervisor.legId !== call.supervisor?.legId
  const next = isNew ? { ...call.next, seat: call.next.seat + 1 } : call.next
  const watched: LiveCall = { ...call, supervisor, next }
  const isHeardNow = supervisor?.mode === 'barge' && call.supervisor?.mode !== 'barge'
  return supervisor?.announced && (isNew || isHeardNow) ? announce(watched) : [watched, []]
}

/** The trunk offering tone of China (ITU-T E.180 supplement 2): 450 Hz. */
const TONE = { kind: 'tone' as const, hz: [450], ms: 200 }
const OFFERING_TONE = [TONE, { kind: 'silence' as const, ms: 200 }, TONE]

/** C47 */
function announce(call: LiveCall): Next {
  const { stage, next } = call
  if (stage.name !== 'talking') return [call, []]
  const legs = [call.customerLeg, stage.part.seatLeg, ...inTalk(call).map(({ legId }) => legId)]
  const tones = legs.map((legId, i): Effect => {
    const playerId = `call:${call.id}:${next.player + i}`
    return {
      type: 'gateway',
      command: { type: 'player.start', playerId, legId, items: OFFERING_TONE, loop: false, bargeIn: false },
    }
  })
  return [{ ...call, next: { ...next, player: next.player + legs.length } }, tones]
}

/** C30: the supervisor's leg becomes the seat's leg; the customer's stays as it is. */
export function takeOver(call: LiveCall, now: Ms): Next {
  const { stage, supervisor } = call
  if (!supervisor || (stage.name !== 'talking' && stage.name !== 'held')) return [call, []]
  const { agentId, legId } = supervisor
  const part = { ...stage.part, agentId, seatLeg: legId }
  const taken: LiveCall = {
    ...atStage(call, { name: 'talking', part, muted: false, away: false }, now),
    consulting: null,
    supervisor: null,
    lastAgent: agentId,
    recordingGap: null,
    transfer: null,
  }
  const gap = call.recordingId !== null && call.recordingGap !== null ? [keepRecording(call.recordingId, null)] : []
  return [
    taken,
    [
      ...gap,
      hangUpLeg(stage.part.seatLeg, 'normal'),
      tellAgent(stage.part.agentId, { type: 'call-ended', callId: call.id, wrapUpMs: 0 }),
      tellAgent(agentId, { type: 'talking', callId: call.id }),
      tellSupervision(call, { type: 'taken-over' }),
    ],
  ]
}

/** C31 */
export function forceHangUp(call: LiveCall, now: Ms): Next {
  const { name } = call.stage
  return partOf(call) || name === 'handing-over' || name === 'parked' || name === 'bridged'
    ? finish(call, 'normal', 'system', now)
    : [call, []]
}
