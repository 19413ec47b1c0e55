// What a supervisor does to agents and waiting callers: the state is checked here, the right was checked by the socket.
import type { AgentId, CallId, QueueId } from '#protocol/ids'
import type { NoticeKind, RefusalReason } from '#protocol/reasons'
import type { WebCommand } from '#protocol/web-messages'
import { liveCallOf } from '../agent/agent.ts'
import type { AuditAction } from '../audit/audit.ts'
import type { CommandReply } from '../live/core-port.ts'
import type { Site } from '../site/site.ts'

export type RoomCommand = Extract<WebCommand, { type: `room.${string}` }>

const refuse = (reason: RefusalReason): CommandReply => ({ ok: false, reason })
const DONE: CommandReply = { ok: true }

export const isRoomCommand = (command: WebCommand): command is RoomCommand => command.type.startsWith('room.')

/** RM1-RM6 in SPEC.md. */
export function carryOutRoom(site: Site, command: RoomCommand): CommandReply {
  switch (command.type) {
    case 'room.presence':
      return setPresence(site, command)
    case 'room.sign-out':
      return signOut(site, command.agentId)
    case 'room.to-head':
      return inQueue(site, command.callId, (id) => site.runner.dispatch('queue-entry', id, { type: 'to-head' }))
    case 'room.move':
      return move(site, command.callId, command.queueId)
  }
}

function setPresence(site: Site, command: RoomCommand & { type: 'room.presence' }): CommandReply {
  const { agentId, presence, reason } = command
  if (!site.configuration.people.has(agentId)) return refuse('not-found')
  if (site.agent(agentId).presence === 'signed-out') return refuse('agent-signed-out')
  site.runner.dispatch('agent', agentId, { type: 'presence', presence, reason })
  return DONE
}

function signOut(site: Site, agentId: AgentId): CommandReply {
  if (!site.configuration.people.has(agentId)) return refuse('not-found')
  const agent = site.agent(agentId)
  if (agent.presence === 'signed-out') return refuse('agent-signed-out')
  if (liveCallOf(agent) !== null) return refuse('agent-in-call')
  site.runner.dispatch('agent', agentId, { type: 'sign-out' })
  site.command({ type: 'seat.disconnect', seatId: agentId })
  return DONE
}

function move(site: Site, callId: CallId, queueId: QueueId): CommandReply {
  const queue = site.configuration.queues.find(({ id }) => id === queueId)
  if (!queue) return refuse('not-found')
  const staffing = site.routing.staffing(queueId)
  const away = { nobody: queue.targets.nobody, 'on-break': queue.targets.onBreak, 'at-work': null }[staffing]
  if (site.routing.waiting.callersOf(queueId) >= queue.maxWaiting) return refuse('queue-full')
  if (away !== null) return refuse('queue-unstaffed')
  if (site.liveCall(callId)?.queueId === queueId) return refuse('wrong-state')
  return inQueue(site, callId, (id) => site.runner.dispatch('queue-entry', id, { type: 'move', queueId }))
}

function inQueue(site: Site, callId: CallId, act: (entryId: string) => void): CommandReply {
  const call = site.liveCall(callId)
  if (!call) return refuse('not-found')
  const entry = call.stage.name === 'queued' ? site.runner.get('queue-entry', call.stage.entryId) : undefined
  if (entry?.state !== 'waiting' && entry?.state !== 'offered') return refuse('not-waiting')
  act(entry.id)
  return DONE
}

/** What the audit trail says once it is done. */
export function roomEntry(site: Site, command: RoomCommand): { action: AuditAction; object: string; detail: string } {
  switch (command.type) {
    case 'room.presence':
    case 'room.sign-out': {
      const object = site.configuration.people.get(command.agentId)?.number ?? command.agentId
      const detail =
        command.type === 'room.sign-out' ? 'signed-out' : [command.presence, command.reason ?? ''].join(' ')
      return { action: 'agent-forced', object, detail: detail.trim() }
    }
    case 'room.to-head':
      return { action: 'call-moved', object: command.callId, detail: 'head' }
    case 'room.move':
      return { action: 'call-moved', object: command.callId, detail: command.queueId }
  }
}

/** Whom it is told, and as what. */
export function roomNotice(command: RoomCommand): { agentId: AgentId; kind: NoticeKind } | null {
  if (command.type === 'room.sign-out') return { agentId: command.agentId, kind: 'forced-sign-out' }
  if (command.type === 'room.presence') return { agentId: command.agentId, kind: `forced-${command.presence}` }
  return null
}
