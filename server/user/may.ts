// Who may do what: one closed list of actions, one table, one function.
import type { Role } from '#protocol/reasons'
import type { WebCommand } from '#protocol/web-messages'

/** team = what the teams that the person leads reach. */
export type Scope = 'none' | 'own' | 'team' | 'all'

type Row = Record<Role, Scope>
const everyone: Row = { agent: 'own', attendant: 'own', supervisor: 'own', administrator: 'own', wallboard: 'none' }
const leaders: Row = { agent: 'none', attendant: 'none', supervisor: 'all', administrator: 'all', wallboard: 'none' }
const administrators: Row = {
  agent: 'none',
  attendant: 'none',
  supervisor: 'none',
  administrator: 'all',
  wallboard: 'none',
}
const ownOrAll: Row = { agent: 'own', attendant: 'own', supervisor: 'all', administrator: 'all', wallboard: 'none' }
const allOfAll: Row = { agent: 'all', attendant: 'all', supervisor: 'all', administrator: 'all', wallboard: 'none' }

export const RIGHTS = {
  'session.use': { ...everyone, wallboard: 'own' },
  'seat.use': everyone,
  'call.handle': everyone,
  'call.dial': everyone,
  /** The attendant's console: others' do-not-disturb, override, night service, short numbers, wake-up calls. */
  'console.use': { ...administrators, attendant: 'all' },
  /** Names of people, their language, how far they may call. */
  'console.people': { ...administrators, attendant: 'all' },
  /** An attendant's way into a colleague's talk, announced by a tone. */
  'call.break-in': { ...administrators, attendant: 'all' },
  'call.read': ownOrAll,
  /** Lists of calls as a file. */
  'call.export': leaders,
  /** own = of the queues that one serves. */
  'callback.handle': ownOrAll,
  'call.note': ownOrAll,
  'recording.play': ownOrAll,
  'recording.pause': everyone,
  /** all = numbers are shown whole; own = one at a time, of customers met, counted and audited. */
  'number.reveal': ownOrAll,
  'customer.read': allOfAll,
  'customer.write': allOfAll,
  'message.hear': ownOrAll,
  'appointment.keep': ownOrAll,
  'script.read': allOfAll,
  /** One's line to the leaders, or theirs to the agents. */
  'chat.use': everyone,
  'site.watch': leaders,
  'call.listen': leaders,
  'call.whisper': leaders,
  'call.barge': leaders,
  'call.take-over': leaders,
  'call.force-hang-up': leaders,
  'decision.read': leaders,
  'agent.force': leaders,
  'agent.assign': leaders,
  'call.move': leaders,
  'notice.send': leaders,
  'notice.read': everyone,
  'alarm.acknowledge': leaders,
  'alarm.settings': administrators,
  'wall.show': { ...leaders, wallboard: 'all' },
  'wall.write': administrators,
  'status.read': { ...leaders, attendant: 'all' },
  /** own = one's own calls. */
  'forwarding.set': { ...everyone, administrator: 'all' },
  'queue.read': leaders,
  'line.read': leaders,
  'hours.read': leaders,
  'number.read': leaders,
  'flow.read': leaders,
  'prompt.read': leaders,
  /** Lists of numbers: black, red, white. */
  'list.read': leaders,
  'list.add': leaders,
  'script.write': leaders,
  'queue.write': administrators,
  'line.write': administrators,
  'hours.write': administrators,
  'number.write': administrators,
  'flow.write': administrators,
  'prompt.write': administrators,
  'list.approve': administrators,
  'list.write': administrators,
  'recording.settings': administrators,
  'disposition.write': administrators,
  'site.settings': administrators,
  'user.write': administrators,
  'audit.read': administrators,
} as const satisfies Record<string, Row>

export type Action = keyof typeof RIGHTS
export const ACTIONS = Object.keys(RIGHTS) as Action[]

/** `leads`: the teams beyond which a supervisor reaches nothing; null = the whole site. */
export type Actor = { userId: string; role: Role; agentId: string | null; leads: readonly string[] | null }
/** Whose the thing is, null = nobody's; and the teams it belongs to. */
export type Owned = { agentId: string | null; teams: readonly string[] }

/** What a supervisor who leads teams has for these only. */
export const TEAM_BOUND: ReadonlySet<Action> = new Set([
  'call.read',
  'call.export',
  'call.note',
  'callback.handle',
  'recording.play',
  'site.watch',
  'call.listen',
  'call.whisper',
  'call.barge',
  'call.take-over',
  'call.force-hang-up',
  'decision.read',
  'agent.force',
  'agent.assign',
  'call.move',
  'notice.send',
  'alarm.acknowledge',
  'message.hear',
  'appointment.keep',
])

const NEEDS_SEAT: ReadonlySet<Action> = new Set([
  'seat.use',
  'call.handle',
  'call.dial',
  'recording.pause',
  'call.break-in',
  'call.listen',
  'call.whisper',
  'call.barge',
  'call.take-over',
])

export function scopeOf(actor: Actor, action: Action): Scope {
  if (NEEDS_SEAT.has(action) && actor.agentId === null) return 'none'
  const scope = RIGHTS[action][actor.role]
  return scope === 'all' && actor.leads !== null && TEAM_BOUND.has(action) ? 'team' : scope
}

/** Without an object: may the actor do it at all? With one: to this one? */
export function may(actor: Actor, action: Action, object?: Owned): boolean {
  const scope = scopeOf(actor, action)
  if (object === undefined || scope === 'none' || scope === 'all') return scope !== 'none'
  if (object.agentId !== null && object.agentId === (actor.agentId ?? actor.userId)) return true
  return scope === 'team' && object.teams.some((team) => actor.leads?.includes(team))
}

/** For the page: every action allowed in some scope, and 'action:all' where it reaches beyond one's own. */
export function rightsOf(actor: Actor): string[] {
  return ACTIONS.flatMap((action) => {
    const scope = scopeOf(actor, action)
    if (scope === 'none') return []
    return scope === 'all' ? [action, `${action}:all`] : [action]
  })
}

export const commandAction: Record<WebCommand['type'], Action> = {
  'agent.sign-in': 'seat.use',
  'agent.sign-out': 'seat.use',
  'agent.set-presence': 'seat.use',
  'agent.finish-wrap-up': 'seat.use',
  'agent.extend-wrap-up': 'seat.use',
  'call.answer': 'call.handle',
  'call.decline': 'call.handle',
  'call.hang-up': 'call.handle',
  'call.hold': 'call.handle',
  'call.resume': 'call.handle',
  'call.keep': 'call.handle',
  'call.mute': 'call.handle',
  'call.digits': 'call.handle',
  'call.transfer': 'call.dial',
  'call.dial': 'call.dial',
  'call.consult': 'call.handle',
  'call.hand-over': 'call.handle',
  'call.speak-with': 'call.handle',
  'call.join': 'call.handle',
  'call.complete': 'call.handle',
  'call.drop': 'call.handle',
  'call.to-queue': 'call.handle',
  'call.to-flow': 'call.handle',
  'call.to-messages': 'call.handle',
  'call.dial-agent': 'call.handle',
  'call.leader': 'call.handle',
  'call.pick-up': 'call.handle',
  'call.park': 'call.handle',
  'call.retrieve': 'call.handle',
  'console.dial': 'console.use',
  'console.break-in': 'call.break-in',
  'agent.do-not-disturb': 'seat.use',
  'console.do-not-disturb': 'console.use',
  'call.record': 'recording.pause',
  'supervise.listen': 'call.listen',
  'supervise.whisper': 'call.whisper',
  'supervise.barge': 'call.barge',
  'supervise.take-over': 'call.take-over',
  'supervise.leave': 'seat.use',
  'supervise.hang-up': 'call.force-hang-up',
  'room.presence': 'agent.force',
  'room.sign-out': 'agent.force',
  'room.to-head': 'call.move',
  'room.move': 'call.move',
  'alarm.acknowledge': 'alarm.acknowledge',
  'seat.connect': 'seat.use',
  'seat.loop': 'seat.use',
  'seat.disconnect': 'seat.use',
}
