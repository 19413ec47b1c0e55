// What an agent asks of the call that is his. Rules C12, C15, C24, C26.
import type { AgentId, Ms } from '#protocol/ids'
import type { Effect } from '../machine/effects.ts'
import { type AgentPart, atStage, type Call, type LiveCall, partOf } from './call.ts'
import { keepRecording, tellAgent, tellSupervision, transferLeg } from './call-effects.ts'
import { finish, leave, partEnds, seatGone } from './call-end.ts'
import { goesOn } from './call-flow.ts'
import { dropGuest, fromHost, takeBack } from './call-guests.ts'
import type { CallInput } from './call-inputs.ts'
import { fromGuest } from './call-rung.ts'
import { isSupervisor } from './call-supervise.ts'
import { inTalk, otherAgents } from './guest-list.ts'

type Next = [Call, Effect[]]

export function fromAgent(call: LiveCall, input: CallInput & { agentId: AgentId }, now: Ms): Next {
  if (input.type === 'seat.given-up' && isSupervisor(call, input.agentId))
    return [call, [tellSupervision(call, { type: 'leave' })]]
  const part = partOf(call)
  if (part?.agentId === input.agentId) return fromOwner(call, part, input, now)
  return otherAgents(call).includes(input.agentId) ? fromGuest(call, input, now) : [call, []]
}

function fromOwner(call: LiveCall, part: AgentPart, input: CallInput & { agentId: AgentId }, now: Ms): Next {
  const { stage } = call
  switch (input.type) {
    case 'hang-up':
      return hangUp(call, part, now)
    case 'hold':
      return aside(call, now)
    case 'resume':
      return takeBack(call, part, now)
    case 'mute':
      if (stage.name !== 'talking' || stage.muted === input.muted) return [call, []]
      return [{ ...call, stage: { ...stage, muted: input.muted } }, []]
    case 'digits':
      return sendDigits(call, input.digits)
    case 'transfer':
      if ((stage.name !== 'talking' && stage.name !== 'held') || call.transfer?.cause === null) return [call, []]
      return [{ ...call, transfer: { to: input.to, cause: null } }, [transferLeg(call.customerLeg, input.to)]]
    case 'record': {
      const recordingGap = input.keeping === 'keep' ? null : input.keeping
      if (call.recordingId === null || call.recordingGap === recordingGap) return [call, []]
      return [{ ...call, recordingGap }, [keepRecording(call.recordingId, recordingGap)]]
    }
    case 'seat.away':
    case 'seat.back':
      if (!('away' in stage) || stage.away === (input.type === 'seat.away')) return [call, []]
      return [{ ...call, stage: { ...stage, away: !stage.away } }, []]
    case 'seat.given-up':
      return seatGone(call, part, now)
    default:
      return fromHost(call, part, input, now)
  }
}

/** P12: who hangs up on a guest aside keeps the customer; who leaves a conference leaves the others in it; else the call ends. */
function hangUp(call: LiveCall, part: AgentPart, now: Ms): Next {
  if (call.consulting !== null) return dropGuest(call, call.consulting)
  if (inTalk(call).length > 0) return leave(call, part, partEnds(call, part), now)
  return goesOn(call, part, now) ?? finish(call, call.stage.name === 'dialing' ? 'cancelled' : 'normal', 'agent', now)
}

/** C12: the agent steps out of the conversation. */
function aside(call: LiveCall, now: Ms): Next {
  const { stage } = call
  if (stage.name !== 'talking' || stage.away) return [call, []]
  const { part } = stage
  const held = atStage(call, { name: 'held', part, away: false }, now)
  return [held, [tellAgent(part.agentId, { type: 'holding', callId: call.id })]]
}

/** Keys go to whom the agent speaks with: the guest aside that is a number, else the customer. */
function sendDigits(call: LiveCall, digits: string): Next {
  const { stage, consulting } = call
  if (stage.name !== 'talking' && consulting === null) return [call, []]
  return [
    call,
    [{ type: 'gateway', command: { type: 'leg.send-digits', legId: consulting ?? call.customerLeg, digits } }],
  ]
}
