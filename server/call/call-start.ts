// How a call begins: offered by a line, or dialled by an agent.
import type { CallId, Ms } from '#protocol/ids'
import type { Effect } from '../machine/effects.ts'
import { type AgentPart, type Call, type LiveCall, recordOf } from './call.ts'
import { enterFlow, open } from './call-answer.ts'
import { hangUpLeg, reach, tellAgent, tellLeg } from './call-effects.ts'
import type { CallInput } from './call-inputs.ts'
import { NO_LIMITS } from './call-limits.ts'
import { CAMP_MS, RING_MS } from './guest.ts'

export const FIRST = { seat: 1, guest: 1, recording: 1, entry: 1, run: 1, player: 1 }
type DialedAlone = Omit<CallInput & { type: 'dialed-back' }, 'type' | 'callback'>
const NOTHING_SPENT = { menu: 0, wait: 0, ring: 0, talk: 0, hold: 0 }

/** C1, C2: a number with a flow is answered; any other is refused and still gets its record. */
export function offered(id: CallId, input: CallInput & { type: 'offered' }, now: Ms): [Call, Effect[]] {
  const { legId, lineId, did, customer, customerName, flow, hours, early = false, diverted = '' } = input
  const call: LiveCall = {
    ...common(id, now),
    direction: 'in',
    customer,
    customerName,
    did,
    lineId,
    customerLeg: legId,
    language: flow?.language ?? 'zh-CN',
    flow,
    hours,
    isEarly: early,
    diverted,
    stage: { name: 'answering' },
  }
  // C76
  if (flow && input.unheard) return enterFlow({ ...call, isEarly: true }, now)
  if (flow) return [call, open(call)]
  const cause = input.refuse ?? 'unknown-number'
  const record = recordOf(call, cause, 'system', now)
  return [{ state: 'ended', id, record }, [hangUpLeg(legId, cause), { type: 'record', record, transferredTo: null }]]
}

/** C3: the agent's seat and the called party are opened together, so that early sound is heard. */
export function dialed(id: CallId, input: CallInput & { type: 'dialed' }, now: Ms): [Call, Effect[]] {
  const { agentId, lineId, customer, to, from, withheld = false, noAnswerMs, wrapUpMs, language } = input
  const part: AgentPart = { agentId, seatLeg: `${id}.s1`, terms: null, wrapUpMs }
  const call: LiveCall = {
    ...common(id, now),
    direction: 'out',
    customer,
    customerName: '',
    did: from,
    lineId,
    customerLeg: `${id}.c1`,
    language,
    flow: null,
    hours: [],
    stage: { name: 'dialing', part, away: false, seatUp: false, progress: null },
    lastAgent: agentId,
    next: { ...FIRST, seat: 2 },
  }
  return [
    call,
    [
      tellAgent(agentId, { type: 'dial', callId: id }),
      tellLeg(part.seatLeg, { type: 'open-seat', callId: id, agentId }),
      tellLeg(call.customerLeg, { type: 'dial', callId: id, lineId, to, from, withheld, noAnswerMs }),
    ],
  ]
}

/** P15: an agent calls another; who is busy is waited for where the caller wants it (camp-on). */
export function dialedAgent(id: CallId, input: CallInput & { type: 'dialed-agent' }, now: Ms): [Call, Effect[]] {
  const { agentId, callee, camp, override = false, aimed = false, number, name, wrapUpMs, language } = input
  const part: AgentPart = { agentId, seatLeg: `${id}.s1`, terms: null, wrapUpMs }
  const call: LiveCall = {
    ...common(id, now),
    direction: 'internal',
    customer: number,
    customerName: name,
    did: '',
    lineId: null,
    customerLeg: `${id}.s2`,
    language,
    flow: null,
    hours: [],
    stage: { name: 'dialing', part, away: false, seatUp: false, progress: null },
    callee: { agentId: callee, state: 'waiting', camp, muted: false, ...(aimed ? { aimed: { via: [] } } : {}) },
    lastAgent: agentId,
    next: { ...FIRST, seat: 3 },
  }
  const rung: Effect[] = aimed
    ? [reach(call, { legId: call.customerLeg, agentId: callee, via: [], camp }, null)]
    : [
        { type: 'set-timer', name: 'guest', after: camp ? CAMP_MS : RING_MS },
        tellAgent(callee, { type: 'ring', callId: id, override }),
      ]
  return [
    call,
    [
      tellAgent(agentId, { type: 'dial', callId: id }),
      tellLeg(part.seatLeg, { type: 'open-seat', callId: id, agentId }),
      ...rung,
    ],
  ]
}

/** Only the customer is called; the flow begins when he answers. */
export function dialedAlone(id: CallId, alone: DialedAlone, now: Ms): [LiveCall, Effect[]] {
  const { lineId, customer, to, from, withheld, noAnswerMs, flow } = alone
  const call: LiveCall = {
    ...common(id, now),
    direction: 'out',
    customer,
    customerName: '',
    did: from,
    lineId,
    customerLeg: `${id}.c1`,
    language: flow.language,
    flow,
    hours: [],
    stage: { name: 'answering' },
  }
  return [call, [tellLeg(call.customerLeg, { type: 'dial', callId: id, lineId, to, from, withheld, noAnswerMs })]]
}

/** What every call begins with. */
export function common(id: CallId, now: Ms) {
  return {
    state: 'live',
    id,
    startedAt: now,
    answeredAt: null,
    stageSince: now,
    spent: NOTHING_SPENT,
    isEarly: false,
    diverted: '',
    path: [],
    queueId: null,
    enteredQueueAt: null,
    lastAgent: null,
    recordingId: null,
    recordingGap: null,
    transfer: null,
    callee: null,
    guests: [],
    consulting: null,
    playing: [],
    inFlow: false,
    variables: {},
    after: null,
    supervisor: null,
    tookMessage: false,
    overflowed: false,
    queueHops: 0,
    callback: null,
    wakeUpId: null,
    limits: NO_LIMITS,
    timedSince: now,
    next: FIRST,
  } as const satisfies Partial<LiveCall>
}
