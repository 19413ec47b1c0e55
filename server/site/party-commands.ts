// What agents ask for of other people at a call: consult, hand over, conference, colleagues' calls. The state is checked here.
import type { AgentId, CallId, LineId } from '#protocol/ids'
import type { DestinationClass, OutboundRule } from '#protocol/outbound-rules'
import type { DoNotDisturb, RefusalReason } from '#protocol/reasons'
import type { Me, PartyTarget, WebCommand } from '#protocol/web-messages'
import { canBeRung, canDial, isDisturbable } from '../agent/agent-calls.ts'
import { type LiveCall, partOf } from '../call/call.ts'
import type { CallInput, NewGuest } from '../call/call-inputs.ts'
import { MAX_GUESTS } from '../call/guest.ts'
import { guestOf, pendingOf } from '../call/guest-list.ts'
import type { CommandReply } from '../live/core-port.ts'
import { withBoxes } from '../message/box-flow.ts'
import { breakIn } from '../supervise/supervise-commands.ts'
import { whereTo } from './forwards.ts'
import { messageFlow } from './message-flow.ts'
import type { Site } from './site.ts'

export type OutboundAnswer =
  | { ok: true; customer: string; dial: string; rule?: OutboundRule | null; kind?: DestinationClass | null }
  | { ok: false; reason: RefusalReason }
export type LineAnswer =
  | { ok: true; lineId: LineId; from: string; withheld: boolean }
  | { ok: false; reason: RefusalReason }

export type PartyPorts = {
  newCallId(): string
  gatewayConnected(): boolean
  /** The number as typed, for this agent or for nobody's: what to store, what to dial, by which rule, or why not. */
  outbound(typed: string, agentId: AgentId | null): OutboundAnswer
  /** A line to go out by, as its rule says, with the number to show. `isAskedAgain`: for one call again and again. */
  outboundLine(number: OutboundAnswer & { ok: true }, isAskedAgain?: boolean): LineAnswer
}

const PARTY = [
  'call.consult',
  'call.hand-over',
  'call.speak-with',
  'call.join',
  'call.complete',
  'call.drop',
  'call.to-queue',
  'call.to-flow',
  'call.to-messages',
  'call.dial-agent',
  'call.leader',
  'call.pick-up',
  'call.park',
  'call.retrieve',
  'agent.do-not-disturb',
  'console.do-not-disturb',
  'console.dial',
  'console.break-in',
] as const
export type PartyCommand = Extract<WebCommand, { type: (typeof PARTY)[number] }>

const GUEST_NO_ANSWER_MS = 60_000
const INTERNAL_WRAP_UP_MS = 0
const PARK_SLOTS = 9

const refuse = (reason: RefusalReason): CommandReply => ({ ok: false, reason })
const DONE: CommandReply = { ok: true }

export const isPartyCommand = (command: WebCommand): command is PartyCommand =>
  (PARTY as readonly string[]).includes(command.type)

export function carryOutParty(site: Site, ports: PartyPorts, me: Me, agentId: AgentId, command: PartyCommand) {
  switch (command.type) {
    case 'call.dial-agent':
      return dialAgent(site, ports, me, agentId, command.agentId, { camp: command.camp })
    case 'call.leader':
      return leader(site, ports, me, agentId, command.callId)
    case 'call.pick-up':
      return pickUp(site, agentId, command.agentId)
    case 'call.retrieve':
      return retrieve(site, agentId, command.callId)
    case 'agent.do-not-disturb':
      return doNotDisturb(site, agentId, command.level)
    case 'console.do-not-disturb':
      return doNotDisturb(site, command.agentId, command.level)
    case 'console.dial':
      return override(site, ports, me, agentId, command)
    case 'console.break-in':
      return breakIn(site, ports.gatewayConnected(), agentId, command)
    default:
      return atCall(site, ports, agentId, command)
  }
}

type Elsewhere = 'call.dial-agent' | 'call.leader' | 'call.pick-up' | 'call.retrieve'
type AtCall = Exclude<PartyCommand, { type: Elsewhere | `${string}do-not-disturb` | `console.${string}` }>

function atCall(site: Site, ports: PartyPorts, agentId: AgentId, command: AtCall): CommandReply {
  const call = site.liveCall(command.callId)
  if (!call || partOf(call)?.agentId !== agentId) return refuse('not-found')
  if (call.stage.name !== 'talking' && call.stage.name !== 'held') return refuse('wrong-state')
  const input = inputOf(site, ports, agentId, call, command)
  if (typeof input === 'string') return refuse(input)
  site.runner.dispatch('call', call.id, input)
  return DONE
}

/** What the call is told, or why not. */
function inputOf(
  site: Site,
  ports: PartyPorts,
  agentId: AgentId,
  call: LiveCall,
  command: AtCall,
): CallInput | RefusalReason {
  switch (command.type) {
    case 'call.consult':
    case 'call.hand-over': {
      const type = command.type === 'call.consult' ? 'consult' : 'hand-over'
      const guest = guestFor(site, ports, agentId, call, { ...command.to, mayGoElsewhere: type === 'hand-over' })
      return typeof guest === 'string' ? guest : { type, agentId, guest }
    }
    case 'call.speak-with':
      if (command.legId !== null && guestOf(call, command.legId)?.state !== 'up') return 'wrong-state'
      return { type: 'speak-with', agentId, legId: command.legId }
    case 'call.join':
      return guestOf(call, command.legId)?.state === 'up'
        ? { type: 'join-guest', agentId, legId: command.legId }
        : 'wrong-state'
    case 'call.complete': {
      const guest = guestOf(call, command.legId)
      if (!guest) return 'not-found'
      const refer = guest.party.kind === 'number' && joinsItself(site, call.lineId, guest.party.lineId)
      return { type: 'complete', agentId, legId: command.legId, refer }
    }
    case 'call.drop':
      return guestOf(call, command.legId) ? { type: 'drop-guest', agentId, legId: command.legId } : 'not-found'
    case 'call.park': {
      const slot = freeSlot(site)
      if (call.callee || call.guests.length > 0) return 'wrong-state'
      return slot === null ? 'limit-reached' : { type: 'park', agentId, slot }
    }
    case 'call.to-queue':
      if (call.callee) return 'wrong-state'
      if (!site.configuration.queues.some(({ id }) => id === command.queueId)) return 'not-found'
      return { type: 'to-queue', agentId, queueId: command.queueId }
    case 'call.to-flow':
    case 'call.to-messages':
      return toFlow(site, agentId, call, command)
  }
}

function toFlow(
  site: Site,
  agentId: AgentId,
  call: LiveCall,
  command: WebCommand & { type: 'call.to-flow' | 'call.to-messages' },
): CallInput | RefusalReason {
  if (call.callee) return 'wrong-state'
  const { flows, hours, people, boxes = [] } = site.configuration
  const isBox = command.type === 'call.to-messages'
  if (isBox && !people.has(command.agentId)) return 'not-found'
  const flow = isBox
    ? withBoxes(messageFlow(command.agentId, call.language), boxes)
    : flows.find(({ id }) => id === command.flowId)
  return flow ? { type: 'to-flow', agentId, flow, hours } : 'not-found'
}

/** A trunk that is a PBX, which may join its two calls with us itself. */
function joinsItself({ configuration }: Site, lineId: LineId | null, other: LineId): boolean {
  const line = configuration.lines.find(({ id }) => id === lineId)
  return lineId === other && line?.kind === 'sip' && line.transfers === true
}

function guestFor(
  site: Site,
  ports: PartyPorts,
  agentId: AgentId,
  call: LiveCall,
  to: PartyTarget & { override?: boolean; mayGoElsewhere?: boolean },
): NewGuest | RefusalReason {
  if (pendingOf(call)) return 'wrong-state'
  if (call.guests.length >= MAX_GUESTS) return 'limit-reached'
  if (!ports.gatewayConnected()) return 'gateway-away'
  if (to.kind === 'agent') {
    const { agentId: wanted, camp, override = false, mayGoElsewhere = false } = to
    const guest = { kind: 'agent' as const, agentId: wanted, camp }
    if (override) return colleague(site, agentId, wanted, to) ?? { ...guest, override }
    return aimedAt(site, call, agentId, wanted, { camp, mayGoElsewhere }) ?? { ...guest, aimed: true }
  }
  const number = ports.outbound(to.number, agentId)
  if (!number.ok) return number.reason
  const line = ports.outboundLine(number)
  if (!line.ok) return line.reason
  const { lineId, from, withheld } = line
  const { customer, dial } = number
  return { kind: 'number', number: customer, to: dial, lineId, from, withheld, noAnswerMs: GUEST_NO_ANSWER_MS }
}

type Way = { camp: boolean; override?: boolean }

/** Why a colleague cannot be called now; null when he can. */
function colleague(site: Site, agentId: AgentId, wanted: AgentId, way: Way): RefusalReason | null {
  if (wanted === agentId) return 'wrong-state'
  if (!site.configuration.people.has(wanted)) return 'not-found'
  const agent = site.agent(wanted)
  if (agent.presence === 'signed-out' || agent.connectionId === null) return 'colleague-away'
  const { camp, override = false } = way
  if (!isDisturbable(agent, override)) return 'do-not-disturb'
  return camp || canBeRung(agent, null, override) ? null : 'colleague-busy'
}

/** Why a colleague cannot be asked for by name; null when the call rings somebody for him, or goes elsewhere (FW1, FW10, FW12). */
function aimedAt(
  site: Site,
  call: LiveCall | null,
  agentId: AgentId,
  wanted: AgentId,
  { camp, mayGoElsewhere }: { camp: boolean; mayGoElsewhere: boolean },
): RefusalReason | null {
  if (wanted === agentId) return 'wrong-state'
  if (!site.configuration.people.has(wanted)) return 'not-found'
  const boxWhenAway = mayGoElsewhere && call !== null && call.callee === null
  const found = whereTo(site, call, agentId, wanted, { camp, boxWhenAway })
  if (found.end === 'ring') return colleague(site, agentId, found.agentId, { camp: camp && found.agentId === wanted })
  if (found.end === 'elsewhere') return mayGoElsewhere || found.to.kind === 'number' ? null : 'forwarded-elsewhere'
  return found.fault === 'loop' || found.fault === 'limit' ? 'forward-loop' : 'colleague-away'
}

function dialAgent(site: Site, ports: PartyPorts, me: Me, agentId: AgentId, wanted: AgentId, way: Way): CommandReply {
  const agent = site.agent(agentId)
  if (agent.presence === 'signed-out') return refuse('not-signed-in')
  if (agent.connectionId === null) return refuse('seat-not-reachable')
  if (!canDial(agent)) return refuse('in-call')
  if (!ports.gatewayConnected()) return refuse('gateway-away')
  const { camp, override = false } = way
  const why = override
    ? colleague(site, agentId, wanted, way)
    : aimedAt(site, null, agentId, wanted, { camp, mayGoElsewhere: true })
  if (why) return refuse(why)
  const { number, name } = site.configuration.people.get(wanted) ?? { number: '', name: '' }
  const callId = ports.newCallId()
  const wrapUpMs = INTERNAL_WRAP_UP_MS
  const input = {
    agentId,
    callee: wanted,
    ...way,
    ...(override ? {} : { aimed: true as const }),
    number,
    name,
    wrapUpMs,
    language: me.language,
  }
  site.runner.dispatch('call', callId, { type: 'dialed-agent', ...input })
  return { ok: true, result: { callId } }
}

/** F157: a leader of one's own team who can be called, else any. */
function leader(site: Site, ports: PartyPorts, me: Me, agentId: AgentId, callId: CallId | null): CommandReply {
  const { people, teams } = site.configuration
  const mates = new Set(teams.filter(({ members }) => members.includes(agentId)).flatMap(({ members }) => members))
  const leaders = [...people.values()].filter(({ id, role }) => role === 'supervisor' && id !== agentId)
  const able = leaders.filter(({ id }) => canBeRung(site.agent(id), null))
  const found = able.find(({ id }) => mates.has(id)) ?? able[0]
  if (!found) return refuse('nobody-free')
  if (callId === null) return dialAgent(site, ports, me, agentId, found.id, { camp: false })
  const to: PartyTarget = { kind: 'agent', agentId: found.id, camp: false }
  return atCall(site, ports, agentId, { type: 'call.consult', id: '', callId, to })
}

/** F201: past do-not-disturb. */
function override(
  site: Site,
  ports: PartyPorts,
  me: Me,
  agentId: AgentId,
  command: WebCommand & { type: 'console.dial' },
): CommandReply {
  const way = { camp: false, override: true }
  if (command.callId === null) return dialAgent(site, ports, me, agentId, command.agentId, way)
  const call = site.liveCall(command.callId)
  if (!call || partOf(call)?.agentId !== agentId) return refuse('not-found')
  const guest = guestFor(site, ports, agentId, call, { kind: 'agent', agentId: command.agentId, ...way })
  if (typeof guest === 'string') return refuse(guest)
  site.runner.dispatch('call', call.id, { type: 'consult', agentId, guest })
  return DONE
}

function doNotDisturb(site: Site, agentId: AgentId, level: DoNotDisturb): CommandReply {
  if (!site.configuration.people.has(agentId)) return refuse('not-found')
  if (site.agent(agentId).presence === 'signed-out') return refuse('colleague-away')
  site.runner.dispatch('agent', agentId, { type: 'do-not-disturb', level })
  return DONE
}

/** The lowest numbered place that nobody is parked in. */
function freeSlot(site: Site): number | null {
  const taken = new Set<number>()
  for (const call of site.runner.all('call'))
    if (call.state === 'live' && call.stage.name === 'parked') taken.add(call.stage.slot)
  for (let slot = 1; slot <= PARK_SLOTS; slot++) if (!taken.has(slot)) return slot
  return null
}

/** P19: by whoever is free. */
function retrieve(site: Site, agentId: AgentId, callId: CallId): CommandReply {
  if (site.liveCall(callId)?.stage.name !== 'parked') return refuse('already-taken')
  const why = notFree(site, agentId)
  if (why) return refuse(why)
  site.runner.dispatch('call', callId, { type: 'retrieve', by: agentId })
  return DONE
}

/** Why the agent cannot be put into a call at once. */
function notFree(site: Site, agentId: AgentId): RefusalReason | null {
  const { presence, connectionId, activity } = site.agent(agentId)
  if (presence === 'signed-out') return 'not-signed-in'
  if (connectionId === null) return 'seat-not-reachable'
  return activity.name === 'idle' ? null : 'in-call'
}

/** P18: of the same team or queue. */
function pickUp(site: Site, agentId: AgentId, from: AgentId): CommandReply {
  const { activity } = site.agent(from)
  if (activity.name !== 'ringing' || from === agentId) return refuse('already-taken')
  if (!areMates(site, agentId, from)) return refuse('no-right')
  const why = notFree(site, agentId)
  if (why) return refuse(why)
  const { entryId, callId, since } = activity
  if (site.liveCall(callId)?.wakeUpId) return refuse('already-taken')
  if (entryId !== null) site.runner.dispatch('queue-entry', entryId, { type: 'pick-up', agentId })
  else if (site.now() - since < site.configuration.pickUpLockMs) return refuse('locked')
  else site.runner.dispatch('call', callId, { type: 'picked-up', agentId: from, by: agentId })
  return DONE
}

function areMates({ configuration, routing }: Site, one: AgentId, other: AgentId): boolean {
  if (configuration.teams.some(({ members }) => members.includes(one) && members.includes(other))) return true
  const served = new Set(routing.membership.queuesOf(one).map(({ queue }) => queue.id))
  return routing.membership.queuesOf(other).some(({ queue }) => served.has(queue.id))
}
