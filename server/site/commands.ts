// What agents ask for by their pages: the state is checked here, the right was checked by the socket.
import type { AgentId, CallId } from '#protocol/ids'
import type { RefusalReason } from '#protocol/reasons'
import type { Me, WebCommand } from '#protocol/web-messages'
import { liveCallOf } from '../agent/agent.ts'
import { canDial } from '../agent/agent-calls.ts'
import type { StageName } from '../call/call.ts'
import { partOf } from '../call/call.ts'
import type { CallInput } from '../call/call-inputs.ts'
import { otherAgents } from '../call/guest-list.ts'
import type { CommandReply } from '../live/core-port.ts'
import type { RoomCommand } from '../room/room-commands.ts'
import { carryOutSupervise, isSuperviseCommand } from '../supervise/supervise-commands.ts'
import { seatCodecOf } from './configuration.ts'
import { carryOutParty, isPartyCommand, type PartyPorts } from './party-commands.ts'
import type { Site } from './site.ts'

export type CommandPorts = PartyPorts & {
  /** This tab takes the seat; the one before is told. */
  takeSeat(agentId: AgentId, tabId: string, connectionId: string): void
  startLoop(agentId: AgentId): void
  endLoop(agentId: AgentId): void
  /** False: the call was not about to be ended for being quiet. */
  keepQuietCall(callId: CallId): boolean
}

const OUTBOUND_NO_ANSWER_MS = 60_000
const OUTBOUND_WRAP_UP_MS = 15_000

const refuse = (reason: RefusalReason): CommandReply => ({ ok: false, reason })
const DONE: CommandReply = { ok: true }

/** What one does oneself; what a supervisor does to others is the room's. */
export type OwnCommand = Exclude<WebCommand, RoomCommand | { type: 'alarm.acknowledge' }>

export function carryOut(site: Site, ports: CommandPorts, me: Me, tabId: string, command: OwnCommand): CommandReply {
  const { agentId } = me
  if (agentId === null) return refuse('no-right')
  // Whatever the agent does next has an end to the test before it.
  ports.endLoop(agentId)
  if (isPartyCommand(command)) return carryOutParty(site, ports, me, agentId, command)
  if (isSuperviseCommand(command)) return carryOutSupervise(site, ports.gatewayConnected(), agentId, command)
  switch (command.type) {
    case 'agent.sign-in':
      site.runner.dispatch('agent', agentId, { type: 'sign-in' })
      return DONE
    case 'agent.sign-out':
      return signOut(site, agentId)
    case 'agent.set-presence':
      return setPresence(site, agentId, command)
    case 'agent.finish-wrap-up':
      return inWrapUp(site, agentId, 'finish-wrap-up')
    case 'agent.extend-wrap-up':
      return inWrapUp(site, agentId, 'extend-wrap-up')
    case 'call.answer':
      return answer(site, agentId, command.callId, 'accept')
    case 'call.decline':
      return answer(site, agentId, command.callId, 'decline')
    case 'call.hang-up':
      return atParty(site, agentId, command.callId, { type: 'hang-up', agentId })
    case 'call.hold':
      return inCall(site, agentId, command.callId, { type: 'hold', agentId }, 'talking')
    case 'call.resume':
      return resume(site, agentId, command.callId)
    case 'call.keep': {
      const call = site.liveCall(command.callId)
      if (!call || partOf(call)?.agentId !== agentId) return refuse('not-found')
      return ports.keepQuietCall(call.id) ? DONE : refuse('wrong-state')
    }
    case 'call.mute':
      return mute(site, agentId, command.callId, command.muted)
    case 'call.digits':
      return inCall(site, agentId, command.callId, { type: 'digits', agentId, digits: command.digits })
    case 'call.transfer':
      return transfer(site, ports, agentId, command)
    case 'call.record':
      return record(site, agentId, command)
    case 'call.dial':
      return dial(site, ports, me, agentId, command.to)
    case 'seat.loop':
      return loop(site, ports, agentId, command.on)
    case 'seat.connect':
      if (!ports.gatewayConnected()) return refuse('gateway-away')
      ports.takeSeat(agentId, tabId, command.connectionId)
      site.command({
        type: 'seat.connect',
        seatId: agentId,
        connectionId: command.connectionId,
        sdp: command.sdp,
        codec: command.codec ?? seatCodecOf(site.configuration, agentId),
      })
      return DONE
    case 'seat.disconnect':
      site.command({ type: 'seat.disconnect', seatId: agentId })
      return DONE
  }
}

function signOut(site: Site, agentId: AgentId): CommandReply {
  if (liveCallOf(site.agent(agentId)) !== null) return refuse('in-call')
  site.runner.dispatch('agent', agentId, { type: 'sign-out' })
  site.command({ type: 'seat.disconnect', seatId: agentId })
  return DONE
}

/** The self-test is for those whom no call can reach now. */
function loop(site: Site, ports: CommandPorts, agentId: AgentId, on: boolean): CommandReply {
  const { presence, connectionId, activity } = site.agent(agentId)
  if (!on) return DONE
  if (connectionId === null) return refuse('seat-not-reachable')
  if (presence === 'available' || activity.name !== 'idle') return refuse('wrong-state')
  ports.startLoop(agentId)
  return DONE
}

function setPresence(site: Site, agentId: AgentId, command: WebCommand & { type: 'agent.set-presence' }): CommandReply {
  if (site.agent(agentId).presence === 'signed-out') return refuse('not-signed-in')
  const { presence, reason } = command
  site.runner.dispatch('agent', agentId, { type: 'presence', presence, reason })
  return DONE
}

function inWrapUp(site: Site, agentId: AgentId, type: 'finish-wrap-up' | 'extend-wrap-up'): CommandReply {
  const { activity } = site.agent(agentId)
  if (activity.name !== 'wrap-up') return refuse('wrong-state')
  if (type === 'extend-wrap-up' && activity.extensions >= activity.most) return refuse('limit-reached')
  site.runner.dispatch('agent', agentId, { type })
  return DONE
}

function answer(site: Site, agentId: AgentId, callId: CallId, type: 'accept' | 'decline'): CommandReply {
  const call = site.liveCall(callId)
  if (!call) return refuse('not-found')
  const { activity } = site.agent(agentId)
  if (activity.name === 'ringing' && activity.entryId === null && activity.callId === callId) {
    site.runner.dispatch('call', callId, { type: type === 'accept' ? 'guest.answered' : 'guest.declined', agentId })
    return DONE
  }
  const entry = call.stage.name === 'queued' ? site.runner.get('queue-entry', call.stage.entryId) : undefined
  const offer = entry?.state === 'offered' && entry.offers.find((candidate) => candidate.agentId === agentId)
  if (!entry || !offer) return refuse('already-taken')
  if (type === 'accept' && site.agent(agentId).connectionId === null) return refuse('seat-not-reachable')
  site.runner.dispatch('queue-entry', entry.id, { type, agentId, lease: offer.lease })
  return DONE
}

function inCall(site: Site, agentId: AgentId, callId: CallId, input: CallInput, stage?: StageName): CommandReply {
  const call = site.liveCall(callId)
  if (!call || partOf(call)?.agentId !== agentId) return refuse('not-found')
  if (stage && call.stage.name !== stage) return refuse('wrong-state')
  site.runner.dispatch('call', callId, input)
  return DONE
}

/** Also of one who was brought to the call. */
function atParty(site: Site, agentId: AgentId, callId: CallId, input: CallInput): CommandReply {
  const call = site.liveCall(callId)
  if (!call || !otherAgents(call).includes(agentId)) return inCall(site, agentId, callId, input)
  site.runner.dispatch('call', callId, input)
  return DONE
}

function mute(site: Site, agentId: AgentId, callId: CallId, muted: boolean): CommandReply {
  const call = site.liveCall(callId)
  const isOwner = call !== null && partOf(call)?.agentId === agentId
  // Aside, the page's own muting is all there is.
  if (isOwner && call.stage.name === 'held') return DONE
  if (isOwner) return inCall(site, agentId, callId, { type: 'mute', agentId, muted }, 'talking')
  return atParty(site, agentId, callId, { type: 'mute', agentId, muted })
}

/** One is spoken with at a time. */
function resume(site: Site, agentId: AgentId, callId: CallId): CommandReply {
  if (site.agent(agentId).activity.name !== 'holding') return refuse('wrong-state')
  return inCall(site, agentId, callId, { type: 'resume', agentId }, 'held')
}

/** The number passes the same rules as a call out: the far end must not be sent where the agent may not call. */
function transfer(
  site: Site,
  ports: CommandPorts,
  agentId: AgentId,
  { callId, to }: WebCommand & { type: 'call.transfer' },
): CommandReply {
  const number = ports.outbound(to, agentId)
  if (!number.ok) return refuse(number.reason)
  if (site.liveCall(callId)?.transfer?.cause === null) return refuse('wrong-state')
  return inCall(site, agentId, callId, { type: 'transfer', agentId, to: number.dial }, 'talking')
}

function record(site: Site, agentId: AgentId, command: WebCommand & { type: 'call.record' }): CommandReply {
  const { callId, keeping } = command
  if (site.liveCall(callId)?.recordingId === null) return refuse('wrong-state')
  return inCall(site, agentId, callId, { type: 'record', agentId, keeping })
}

function dial(site: Site, ports: CommandPorts, me: Me, agentId: AgentId, to: string): CommandReply {
  const agent = site.agent(agentId)
  if (agent.presence === 'signed-out') return refuse('not-signed-in')
  if (agent.connectionId === null) return refuse('seat-not-reachable')
  if (!canDial(agent)) return refuse('in-call')
  if (!ports.gatewayConnected()) return refuse('gateway-away')
  const number = ports.outbound(to, agentId)
  if (!number.ok) return refuse(number.reason)
  const line = ports.outboundLine(number)
  if (!line.ok) return refuse(line.reason)
  const callId = ports.newCallId()
  site.runner.dispatch('call', callId, {
    type: 'dialed',
    agentId,
    lineId: line.lineId,
    customer: number.customer,
    to: number.dial,
    from: line.from,
    withheld: line.withheld,
    noAnswerMs: OUTBOUND_NO_ANSWER_MS,
    wrapUpMs: OUTBOUND_WRAP_UP_MS,
    language: me.language,
  })
  return { ok: true, result: { callId } }
}
