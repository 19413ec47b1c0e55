import { describe, expect, it } from 'vitest'
import { Role } from '#protocol/reasons'
import { WebCommand } from '#protocol/web-messages'
import { ACTIONS, type Action, type Actor, commandAction, may, RIGHTS, rightsOf, type Scope, scopeOf } from './may.ts'

const actor = (role: Actor['role'], agentId: string | null = 'me'): Actor => ({ userId: 'me', role, agentId })

/** Reviewed by hand: agent, supervisor, administrator. */
const EXPECTED: Record<Action, [Scope, Scope, Scope]> = {
  'session.use': ['own', 'own', 'own'],
  'seat.use': ['own', 'own', 'own'],
  'call.handle': ['own', 'own', 'own'],
  'call.dial': ['own', 'own', 'own'],
  'call.read': ['own', 'all', 'all'],
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
  'status.read': ['none', 'all', 'all'],
  'queue.read': ['none', 'all', 'all'],
  'line.read': ['none', 'all', 'all'],
  'hours.read': ['none', 'all', 'all'],
  'number.read': ['none', 'all', 'all'],
  'flow.read': ['none', 'all', 'all'],
  'prompt.read': ['none', 'all', 'all'],
  'script.write': ['none', 'all', 'all'],
  'queue.write': ['none', 'none', 'all'],
  'line.write': ['none', 'none', 'all'],
  'hours.write': ['none', 'none', 'all'],
  'number.write': ['none', 'none', 'all'],
  'prompt.write': ['none', 'none', 'all'],
  'recording.settings': ['none', 'none', 'all'],
  'disposition.write': ['none', 'none', 'all'],
  'site.settings': ['none', 'none', 'all'],
  'user.write': ['none', 'none', 'all'],
  'audit.read': ['none', 'none', 'all'],
}

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
    expect(may(actor('agent'), 'call.read', { agentId: 'me' })).toBe(true)
    expect(may(actor('agent'), 'call.read', { agentId: 'other' })).toBe(false)
    expect(may(actor('agent'), 'call.read', { agentId: null })).toBe(false)
    expect(may(actor('supervisor'), 'call.read', { agentId: 'other' })).toBe(true)
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

  it('are for the three roles of the protocol', () => {
    expect(Object.keys(RIGHTS['session.use'])).toHaveLength((Role as unknown as { anyOf: unknown[] }).anyOf.length)
  })
})
