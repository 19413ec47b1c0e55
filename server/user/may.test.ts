import { describe, expect, it } from 'vitest'
import { Role } from '#protocol/reasons'
import { WebCommand } from '#protocol/web-messages'
import {
  ACTIONS,
  type Action,
  type Actor,
  commandAction,
  may,
  RIGHTS,
  rightsOf,
  type Scope,
  scopeOf,
  TEAM_BOUND,
} from './may.ts'

const actor = (role: Actor['role'], agentId: string | null = 'me', leads: string[] | null = null): Actor => ({
  userId: 'me',
  role,
  agentId,
  leads,
})

/** Reviewed by hand: agent, supervisor, administrator; a wallboard has only what WALLBOARD says. */
const EXPECTED: Record<Action, [Scope, Scope, Scope]> = {
  'session.use': ['own', 'own', 'own'],
  'seat.use': ['own', 'own', 'own'],
  'call.handle': ['own', 'own', 'own'],
  'call.dial': ['own', 'own', 'own'],
  'console.use': ['none', 'none', 'all'],
  'console.people': ['none', 'none', 'all'],
  'call.break-in': ['none', 'none', 'all'],
  'call.read': ['own', 'all', 'all'],
  'call.export': ['none', 'all', 'all'],
  'callback.handle': ['own', 'all', 'all'],
  'call.note': ['own', 'all', 'all'],
  'recording.play': ['own', 'all', 'all'],
  'recording.pause': ['own', 'own', 'own'],
  'number.reveal': ['own', 'all', 'all'],
  'customer.read': ['all', 'all', 'all'],
  'customer.write': ['all', 'all', 'all'],
  'message.hear': ['own', 'all', 'all'],
  'appointment.keep': ['own', 'all', 'all'],
  'script.read': ['all', 'all', 'all'],
  'chat.use': ['own', 'own', 'own'],
  'site.watch': ['none', 'all', 'all'],
  'call.listen': ['none', 'all', 'all'],
  'call.whisper': ['none', 'all', 'all'],
  'call.barge': ['none', 'all', 'all'],
  'call.take-over': ['none', 'all', 'all'],
  'call.force-hang-up': ['none', 'all', 'all'],
  'decision.read': ['none', 'all', 'all'],
  'agent.force': ['none', 'all', 'all'],
  'agent.assign': ['none', 'all', 'all'],
  'call.move': ['none', 'all', 'all'],
  'notice.send': ['none', 'all', 'all'],
  'notice.read': ['own', 'own', 'own'],
  'alarm.acknowledge': ['none', 'all', 'all'],
  'alarm.settings': ['none', 'none', 'all'],
  'wall.show': ['none', 'all', 'all'],
  'wall.write': ['none', 'none', 'all'],
  'status.read': ['none', 'all', 'all'],
  'forwarding.set': ['own', 'own', 'all'],
  'queue.read': ['none', 'all', 'all'],
  'line.read': ['none', 'all', 'all'],
  'hours.read': ['none', 'all', 'all'],
  'number.read': ['none', 'all', 'all'],
  'flow.read': ['none', 'all', 'all'],
  'prompt.read': ['none', 'all', 'all'],
  'list.read': ['none', 'all', 'all'],
  'list.add': ['none', 'all', 'all'],
  'list.approve': ['none', 'none', 'all'],
  'list.write': ['none', 'none', 'all'],
  'script.write': ['none', 'all', 'all'],
  'queue.write': ['none', 'none', 'all'],
  'line.write': ['none', 'none', 'all'],
  'hours.write': ['none', 'none', 'all'],
  'number.write': ['none', 'none', 'all'],
  'flow.write': ['none', 'none', 'all'],
  'prompt.write': ['none', 'none', 'all'],
  'recording.settings': ['none', 'none', 'all'],
  'disposition.write': ['none', 'none', 'all'],
  'site.settings': ['none', 'none', 'all'],
  'user.write': ['none', 'none', 'all'],
  'audit.read': ['none', 'none', 'all'],
}

const WALLBOARD: Action[] = ['session.use', 'wall.show']

describe('rights', () => {
  it('are listed for every action and no other', () => {
    expect(ACTIONS.toSorted()).toEqual(Object.keys(EXPECTED).toSorted())
  })

  it.each(Object.entries(EXPECTED))('%s is %j for agent, supervisor, administrator', (action, scopes) => {
    const roles = ['agent', 'supervisor', 'administrator'] as const
    expect(roles.map((role) => scopeOf(actor(role), action as Action))).toEqual(scopes)
    expect(roles.map((role) => RIGHTS[action as Action][role])).toEqual(scopes)
  })

  it('with scope own reach one’s own things only, and nobody’s are not one’s own', () => {
    expect(may(actor('agent'), 'call.read', { agentId: 'me', teams: [] })).toBe(true)
    expect(may(actor('agent'), 'call.read', { agentId: 'other', teams: [] })).toBe(false)
    expect(may(actor('agent'), 'call.read', { agentId: null, teams: [] })).toBe(false)
    expect(may(actor('supervisor'), 'call.read', { agentId: 'other', teams: [] })).toBe(true)
  })

  it('of an attendant are an agent’s, the console and how the lines are', () => {
    const more = ACTIONS.filter((action) => scopeOf(actor('attendant'), action) !== scopeOf(actor('agent'), action))
    expect(more).toEqual(['console.use', 'console.people', 'call.break-in', 'status.read'])
  })

  it('of a wallboard are to be there and to show', () => {
    expect(ACTIONS.filter((action) => scopeOf(actor('wallboard', null), action) !== 'none')).toEqual(WALLBOARD)
  })

  it('of a supervisor who leads teams reach these, oneself and nothing else', () => {
    const leader = actor('supervisor', 'me', ['t1', 't2'])
    const of = (agentId: string | null, ...teams: string[]) => ({ agentId, teams })
    for (const action of TEAM_BOUND) {
      expect(scopeOf(leader, action), action).toBe('team')
      expect(may(leader, action), action).toBe(true)
      expect(may(leader, action, of('a', 't0', 't2')), action).toBe(true)
      expect(may(leader, action, of('a', 't0')), action).toBe(false)
      expect(may(leader, action, of('me')), action).toBe(true)
      expect(may(leader, action, of(null, 't1')), action).toBe(true)
      expect(may(leader, action, of(null)), action).toBe(false)
      expect(may(actor('supervisor', 'me', []), action, of('a', 't1')), `${action}, no team`).toBe(false)
      expect(may(actor('supervisor'), action, of('a')), `${action}, whole site`).toBe(true)
    }
  })

  it('of leaders are bound to their teams wherever they touch people or calls', () => {
    const open: Action[] = [
      'customer.read',
      'customer.write',
      'number.reveal',
      'status.read',
      'wall.show',
      'script.read',
      'script.write',
      'list.add',
    ]
    const leaders = ACTIONS.filter((action) => RIGHTS[action].supervisor === 'all')
    const settings = leaders.filter((action) => /^(queue|line|hours|number|flow|prompt|list)\.read$/.test(action))
    expect([...TEAM_BOUND, ...open, ...settings].toSorted()).toEqual(leaders.toSorted())
  })

  it('to a seat need a seat', () => {
    for (const action of ['seat.use', 'call.handle', 'call.dial', 'call.listen', 'call.take-over'] as const) {
      expect(may(actor('administrator', null), action)).toBe(false)
    }
  })

  it('are told to the page with their reach', () => {
    expect(rightsOf(actor('agent'))).toContain('call.read')
    expect(rightsOf(actor('agent'))).not.toContain('call.read:all')
    expect(rightsOf(actor('supervisor'))).toContain('call.read:all')
    expect(rightsOf(actor('agent'))).not.toContain('user.write')
  })
})

describe('commands', () => {
  it('of the protocol all have an action', () => {
    const types = WebCommand.anyOf.map((schema) => schema.properties.type.const)
    expect(Object.keys(commandAction).toSorted()).toEqual(types.toSorted())
  })

  it('are for the roles of the protocol', () => {
    expect(Object.keys(RIGHTS['session.use'])).toHaveLength((Role as unknown as { anyOf: unknown[] }).anyOf.length)
  })
})
