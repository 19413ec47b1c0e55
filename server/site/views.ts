// What pages are shown of machines: pure functions of their states.

import type { CallSound } from '#protocol/call-sound'
import type { CallbackView } from '#protocol/callback-terms'
import type { ForwardWhy } from '#protocol/forwarding'
import type { Ms, QueueId } from '#protocol/ids'
import type { QueueConfig } from '#protocol/queue-config'
import type { AgentView, CallStage, ColleagueView, QueueView } from '#protocol/web-messages'
import type { Agent } from '../agent/agent.ts'
import type { LiveCall } from '../call/call.ts'
import { partOf } from '../call/call.ts'
import type { CallRecord } from '../call/call-inputs.ts'
import type { Guest } from '../call/guest.ts'
import { knownOf } from '../call/known.ts'
import type { RawCallView } from '../live/core-port.ts'
import type { QueueEntry } from '../queue/entry-place.ts'
import type { Routing } from '../queue/routing.ts'
import type { Person } from './configuration.ts'
import type { QueueDay } from './day-counters.ts'
import { searchOf } from './name-search.ts'

type AgentContext = { queues: readonly QueueId[]; teams: readonly string[]; callsToday: number }

export function agentView(person: Person, agent: Agent, { queues, teams, callsToday }: AgentContext): AgentView {
  const { activity } = agent
  return {
    id: person.id,
    number: person.number,
    name: person.name,
    presence: agent.presence,
    reason: agent.reason,
    activity: activity.name,
    reachable: agent.connectionId !== null,
    since: Math.max(activity.since, activity.name === 'idle' ? agent.presenceSince : 0),
    callId: 'callId' in activity ? activity.callId : null,
    awayUntil: agent.awayUntil,
    wrapUpUntil: activity.name === 'wrap-up' ? activity.until : null,
    queues: [...queues],
    teams: [...teams],
    callsToday,
    onHold: [...agent.onHold],
    ...(activity.name === 'ringing' && activity.auto ? { answersItself: true } : {}),
    doNotDisturb: agent.doNotDisturb,
    ...(person.role === 'supervisor' ? { leads: true } : {}),
  }
}

export function colleagueView({ id, number, name }: Person, agent: Agent, forwards: ForwardWhy[]): ColleagueView {
  const { doNotDisturb } = agent
  return {
    id,
    number,
    name,
    search: searchOf(name),
    doNotDisturb,
    state: colleagueState(agent),
    ...(forwards.length > 0 ? { forwards } : {}),
  }
}

function colleagueState({ presence, connectionId, activity, doNotDisturb }: Agent): ColleagueView['state'] {
  if (presence === 'signed-out') return 'signed-out'
  if (connectionId === null) return 'away'
  if (activity.name === 'ringing') return 'ringing'
  if (activity.name !== 'idle') return 'busy'
  if (doNotDisturb !== 'off') return 'do-not-disturb'
  return presence === 'available' ? 'free' : 'not-ready'
}

export function stageOf(call: LiveCall): CallStage {
  const { stage } = call
  switch (stage.name) {
    case 'answering':
      return call.callback || call.wakeUpId !== null ? 'dialing' : 'in-menu'
    case 'menu':
      return 'in-menu'
    case 'queued':
      return stage.offeredTo.length === 0 ? 'waiting' : 'ringing'
    case 'connecting':
      return stage.introduction ? 'connecting' : 'talking'
    case 'talking':
      return stage.away ? 'recovering' : 'talking'
    case 'held':
      return stage.away ? 'recovering' : 'held'
    case 'handing-over':
    case 'bridged':
    case 'parked':
      return stage.name
    case 'message':
      return 'leaving-message'
    case 'dialing':
      return 'dialing'
  }
}

type CallContext = {
  entry: QueueEntry | undefined
  position: number | null
  sound: CallSound
  customerId: string | null
  customerName: string
  quietEndsAt: Ms | null
}

export function callView(call: LiveCall, context: CallContext): RawCallView {
  const { stage } = call
  const { entry } = context
  const inQueue = stage.name === 'queued'
  const ringingAt = inQueue ? stage.offeredTo : []
  const beside = call.guests.flatMap((guest) => guest.beside ?? [])
  return {
    id: call.id,
    direction: call.direction,
    stage: stageOf(call),
    customer: call.customer,
    customerName: context.customerName || call.customerName,
    customerId: context.customerId,
    did: call.did,
    lineId: call.lineId,
    queueId: call.queueId,
    agentId: partOf(call)?.agentId ?? ringingAt[0] ?? null,
    ...(ringingAt.length > 1 || beside.length > 0 ? { ringingAt: [...ringingAt, ...beside] } : {}),
    startedAt: call.startedAt,
    waitingSince: call.enteredQueueAt,
    position: inQueue ? context.position : null,
    ringUntil: entry?.state === 'offered' ? Math.min(...entry.offers.map((offer) => offer.until)) : null,
    answeredAt: call.answeredAt,
    heldAt: stage.name === 'held' ? call.stageSince : null,
    endedAt: null,
    cause: null,
    recording: call.recordingId !== null || stage.name === 'message',
    recordingGap: call.recordingGap,
    sound: context.sound,
    transfer: call.transfer,
    path: call.path,
    ...knownView(call),
    calleeId: call.callee?.agentId ?? null,
    guests: call.guests.map(guestView),
    parked: stage.name === 'parked' ? { slot: stage.slot, by: stage.by.agentId, since: call.stageSince } : null,
    consulting: call.consulting,
    quietEndsAt: context.quietEndsAt,
    callback: callbackView(call),
    progress: stage.name === 'dialing' ? stage.progress : null,
    ...(call.wakeUpId === null ? {} : { wakeUp: true }),
  }
}

function knownView({ variables }: LiveCall): Pick<RawCallView, 'known'> {
  const known = knownOf(variables)
  return known.length === 0 ? {} : { known }
}

function callbackView({ callback, flow }: LiveCall): CallbackView | null {
  if (!callback) return null
  const { askedAt = null, wishedAt = null, note = '', attempt = 1, tries = 1 } = callback
  return { askedAt, wishedAt, note, attempt, tries, agentFirst: flow === null }
}

const guestView = ({ legId, party, state, joined }: Guest): RawCallView['guests'][number] => ({
  legId,
  agentId: party.kind === 'agent' ? party.agentId : null,
  number: party.kind === 'number' ? party.number : null,
  state,
  joined,
})

/** The last view of a call: as it was, with its end. */
export function endedView(last: RawCallView, record: CallRecord, transferredTo: string | null): RawCallView {
  return {
    ...last,
    stage: 'ended',
    agentId: record.agentId,
    answeredAt: record.answeredAt,
    endedAt: record.endedAt,
    cause: record.cause,
    recording: false,
    recordingGap: null,
    quietEndsAt: null,
    sound: { customer: null, agent: null },
    transfer: transferredTo === null ? last.transfer : { to: transferredTo, cause: 'normal' },
    position: null,
    ringUntil: null,
    ringingAt: [],
    heldAt: null,
    guests: [],
    parked: null,
    consulting: null,
    path: record.path,
  }
}

type QueueContext = { routing: Routing; day: QueueDay; teams: readonly string[] } & Pick<
  QueueView,
  'expectedWait' | 'callbacks'
>

export function queueView(queue: QueueConfig, context: QueueContext): QueueView {
  const { routing, day, teams, expectedWait, callbacks } = context
  const { membership, agents, waiting } = routing
  const { id } = queue
  const members = membership.queues.get(id)?.members.length ?? 0
  return {
    id,
    name: queue.name,
    teams: [...teams],
    waiting: waiting.callersOf(id),
    longestWaitSince: waiting.oldest(id),
    expectedWait,
    callbacks,
    members,
    signedIn: members - agents.count(id, 'signed-out'),
    idle: agents.freeCount(id),
    offeredToday: day.offered,
    answeredToday: day.answered,
    abandonedToday: day.abandoned,
    serviceLevel: day.offered === 0 ? null : day.answeredInTime / day.offered,
    serviceLevelMs: queue.serviceLevelMs,
  }
}
