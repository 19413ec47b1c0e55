// What a supervisor asks for at another agent's call: the state is checked here, the right was checked by the socket.
import type { AgentId, CallId } from '#protocol/ids'
import type { RefusalReason, SuperviseMode } from '#protocol/reasons'
import type { WebCommand } from '#protocol/web-messages'
import type { AuditAction } from '../audit/audit.ts'
import { partOf } from '../call/call.ts'
import type { CommandReply } from '../live/core-port.ts'
import type { Site } from '../site/site.ts'

export type SuperviseCommand = Extract<WebCommand, { type: `supervise.${string}` }>
type AtCall = Exclude<SuperviseCommand, { type: 'supervise.leave' }>

const AUDITED: Record<AtCall['type'], AuditAction> = {
  'supervise.listen': 'call-listened',
  'supervise.whisper': 'call-whispered',
  'supervise.barge': 'call-barged',
  'supervise.take-over': 'call-taken-over',
  'supervise.hang-up': 'call-force-ended',
}
const MODES: Record<Exclude<AtCall['type'], 'supervise.hang-up'>, SuperviseMode | 'take-over'> = {
  'supervise.listen': 'listen',
  'supervise.whisper': 'whisper',
  'supervise.barge': 'barge',
  'supervise.take-over': 'take-over',
}

const refuse = (reason: RefusalReason): CommandReply => ({ ok: false, reason })
const DONE: CommandReply = { ok: true }

export const isSuperviseCommand = (command: WebCommand): command is SuperviseCommand =>
  command.type.startsWith('supervise.')

/** What the audit trail says of the command, seen before it is carried out: null for what is not audited. */
export function superviseEntry(
  site: Site,
  command: WebCommand,
): { action: AuditAction; object: string; detail: string } | null {
  if (!isSuperviseCommand(command) || command.type === 'supervise.leave') return null
  const call = site.liveCall(command.callId)
  const agentId = call ? partOf(call)?.agentId : undefined
  const detail = site.configuration.people.get(agentId ?? '')?.number ?? ''
  return { action: AUDITED[command.type], object: command.callId, detail }
}

export function carryOutSupervise(
  site: Site,
  gatewayConnected: boolean,
  agentId: AgentId,
  command: SuperviseCommand,
): CommandReply {
  if (command.type === 'supervise.leave') return leave(site, agentId)
  const call = site.liveCall(command.callId)
  const part = call && partOf(call)
  if (!call || !part) return refuse('not-found')
  if (part.agentId === agentId) return refuse('wrong-state')
  if (command.type === 'supervise.hang-up') {
    site.runner.dispatch('call', call.id, { type: 'force-hang-up', agentId })
    return DONE
  }
  const { name } = call.stage
  if (command.type === 'supervise.take-over' && name !== 'talking' && name !== 'held') return refuse('wrong-state')
  return join(site, gatewayConnected, agentId, { call, mode: MODES[command.type] })
}

/** SV9: at whatever call the colleague talks in. */
export function breakIn(
  site: Site,
  gatewayConnected: boolean,
  agentId: AgentId,
  { agentId: wanted, mode }: WebCommand & { type: 'console.break-in' },
): CommandReply {
  const { activity, doNotDisturb } = site.agent(wanted)
  const call = 'callId' in activity ? site.liveCall(activity.callId) : null
  if (call?.stage.name !== 'talking' || wanted === agentId) return refuse('wrong-state')
  if (doNotDisturb === 'super') return refuse('do-not-disturb')
  return join(site, gatewayConnected, agentId, { call, mode, announced: true })
}

function leave(site: Site, agentId: AgentId): CommandReply {
  const { activity } = site.agent(agentId)
  if (activity.name !== 'supervising') return refuse('wrong-state')
  site.runner.dispatch('supervision', activity.callId, { type: 'leave' })
  return DONE
}

type Joining = {
  call: { id: CallId; next: { seat: number } }
  mode: SuperviseMode | 'take-over'
  announced?: true
}

function join(site: Site, gatewayConnected: boolean, agentId: AgentId, { call, mode, ...how }: Joining): CommandReply {
  const running = site.runner.get('supervision', call.id)
  if (running && 'agentId' in running) {
    if (running.agentId !== agentId) return refuse('already-taken')
    site.runner.dispatch('supervision', call.id, { type: 'mode', mode })
    return DONE
  }
  const agent = site.agent(agentId)
  if (agent.presence === 'signed-out') return refuse('not-signed-in')
  if (agent.connectionId === null) return refuse('seat-not-reachable')
  if (agent.activity.name !== 'idle') return refuse('in-call')
  if (!gatewayConnected) return refuse('gateway-away')
  const legId = `${call.id}.s${call.next.seat}`
  site.runner.dispatch('supervision', call.id, { type: 'begin', agentId, legId, mode, ...how })
  return DONE
}
