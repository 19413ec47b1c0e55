import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OutboundRule, OutboundSetting } from '#protocol/outbound-rules'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { parseNumber } from '../number/phone-number.ts'
import { destinationOf } from './destination.ts'
import { NO_OUTBOUND, permission } from './outbound-rules.ts'
import { pickLine } from './pick-line.ts'
import { TollGuard } from './toll-guard.ts'

const rule = (more: Partial<OutboundRule>): OutboundRule => ({
  ...{ id: 'r', name: 'r', enabled: true, teams: [], agents: [], classes: [], prefixes: [], allow: true },
  ...{ strip: 0, prepend: '', lines: [], choice: 'order', from: '', ...more },
})
const setting = (...rules: OutboundRule[]): OutboundSetting => ({ ...NO_OUTBOUND, rules })
const teams = [{ id: 't1', name: 'T', members: ['a1'] }]
const said = (of: OutboundSetting, typed: string, agentId: string | null = 'a1'): string => {
  const answer = permission(of, teams, { typed, agentId, by: agentId })
  return answer.ok ? answer.dial : answer.reason
}

describe('outbound rules (O1-O9)', () => {
  it.each([
    ['13800138000', 'mobile'],
    ['17012345678', 'mobile'],
    ['02161234567', 'local'],
    ['01065529988', 'national'],
    ['075526001234', 'national'],
    ['61234567', 'local'],
    ['4008008888', 'service'],
    ['95588', 'service'],
    ['10086', 'service'],
    ['114', 'service'],
    ['12345', 'service'],
    ['16800123', 'special'],
    ['700123456789012', 'special'],
    ['+14155552671', 'international'],
    ['+85221234567', 'international'],
  ])('O3 %s is %s', (written, kind) => {
    expect(destinationOf(parseNumber(written) ?? '', '021')).toBe(kind)
  })

  it.each([
    ['110', '110'],
    ['9119', '9119'],
    ['13800138000', '13800138000'],
    ['+14155552671', 'number-not-allowed'],
    ['0014155552671', 'number-not-allowed'],
    ['16800123', 'number-not-allowed'],
    ['1', 'number-too-short'],
    ['abc', 'number-invalid'],
  ])('O1, O5 without rules: %s → %s', (typed, expected) => {
    expect(said(NO_OUTBOUND, typed)).toBe(expected)
  })

  it.each([
    ['13800138000', 'access-digit'],
    ['913800138000', '13800138000'],
    ['120', '120'],
    ['9120', '120'],
    ['+8613800138000', '13800138000'],
  ])('O1, O2 with 9 for the outside: %s → %s', (typed, expected) => {
    expect(said({ ...NO_OUTBOUND, accessDigit: '9' }, typed)).toBe(expected)
    expect(said({ ...NO_OUTBOUND, accessDigit: '9' }, '13800138000', null)).toBe('13800138000')
  })

  it('O4, O6 the first rule that holds decides, by team, agent, class and prefix', () => {
    const bars = rule({ id: 'no mobiles', classes: ['mobile'], allow: false, teams: ['t1'] })
    const abroad = rule({ id: 'abroad', classes: ['international'], prefixes: ['+1'], agents: ['a2'] })
    const of = setting(rule({ ...bars, id: 'off', enabled: false }), bars, abroad)
    expect(said(of, '13800138000')).toBe('number-not-allowed')
    expect(said(of, '13800138000', 'a2')).toBe('13800138000')
    expect(said(of, '13800138000', null)).toBe('13800138000')
    expect(said(of, '+14155552671')).toBe('number-not-allowed')
    expect(said(of, '+14155552671', 'a2')).toBe('+14155552671')
    expect(said(of, '+442079460000', 'a2')).toBe('number-not-allowed')
    expect(said(setting(rule({ allow: false })), '119')).toBe('119')
    expect(said({ ...setting(rule({ allow: false })), accessDigit: '9' }, '9120')).toBe('120')
    expect(said(setting(bars, rule({ prefixes: ['138'] })), '13800138000')).toBe('number-not-allowed')
    expect(said(setting(rule({ prefixes: ['138'] }), bars), '13800138000')).toBe('13800138000')
  })

  it('O6 digits are taken off and put before', () => {
    expect(said(setting(rule({ prepend: '17909' })), '01065529988')).toBe('1790901065529988')
    expect(said(setting(rule({ strip: 3, prefixes: ['021'] })), '02161234567')).toBe('61234567')
    expect(said(setting(rule({ prepend: '00' })), '+14155552671')).toBe('0014155552671')
  })

  const up = [
    { id: 'a', calls: 2 },
    { id: 'b', calls: 1 },
    { id: 'c', calls: 1 },
  ]
  it.each([
    ['order', undefined, 0, 'a'],
    ['round-robin', undefined, 0, 'a'],
    ['round-robin', 'a', 0, 'b'],
    ['round-robin', 'c', 0, 'a'],
    ['round-robin', 'gone', 0, 'a'],
    ['random', undefined, 0, 'a'],
    ['random', undefined, 0.99, 'c'],
    ['least-used', undefined, 0, 'b'],
  ] as const)('O7 %s after %s, drawn %s → %s', (choice, last, random, expected) => {
    expect(pickLine(up, { choice, last, random })).toBe(expected)
    expect(pickLine([], { choice, last, random })).toBeUndefined()
  })
})

describe('the caps and the routes', () => {
  let trial: Trial
  beforeEach(async () => {
    trial = await startTrial()
  })
  afterEach(() => trial.close())

  const put = (body: Partial<OutboundSetting>, as = '8201') =>
    trial.call('PUT', '/api/v1/outbound-rules', { as, body: { ...NO_OUTBOUND, ...body } })

  it('O9 calls abroad within an hour: three of an agent, five of the site, then an alarm; others are not hindered', async () => {
    expect((await put({ rules: [rule({ classes: ['international'] })], siteCap: 5 })).status).toBe(200)
    const alarms = new Set<string>()
    const clock = { now: trial.clock.now }
    const guard = new TollGuard({
      core: trial.parts.stores.core,
      alarms: {
        raise: (_code, subject) => alarms.add(subject),
        clear: (_code, subject) => alarms.delete(subject ?? ''),
      },
      now: () => clock.now,
      teams: () => teams,
      nameOf: (id) => id,
      listed: () => {},
    })
    const calls = (agentId: string | null, typed = '+14155552671'): string => {
      const answer = guard.permit(typed, agentId)
      if (!answer.ok) return answer.reason
      const way = { lineId: 'l', from: '', withheld: false } as const
      guard.sent({ type: 'leg.dial', legId: 'x', to: answer.dial, callId: 'c', noAnswerMs: 1, ...way } as never)
      return 'called'
    }
    expect([1, 2, 3, 4].map(() => calls('a1'))).toEqual(['called', 'called', 'called', 'toll-cap'])
    expect([...alarms]).toEqual(['a1'])
    expect(calls('a1', '13800138000')).toBe('called')
    expect([1, 2, 3].map(() => calls('a2'))).toEqual(['called', 'called', 'toll-cap'])
    expect(calls(null)).toBe('toll-cap')
    expect([...alarms].sort()).toEqual(['a1', 'site'])
    clock.now += 3_600_001
    expect(calls('a1')).toBe('called')
    expect([...alarms]).toEqual([])
  })

  it.each([
    ['lines', { rules: [rule({ lines: ['nowhere'] })] }],
    ['teams', { rules: [rule({ teams: ['nobody'] })] }],
    ['rules', { rules: [rule({}), rule({})] }],
  ])('refuses %s that cannot be, and keeps what was', async (field, wrong) => {
    const answer = await put(wrong)
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain(`"${field}"`)
    expect(await (await trial.call('GET', '/api/v1/outbound-rules', { as: '8101' })).json()).toEqual(NO_OUTBOUND)
    expect((await put({}, '8101')).status).toBe(403)
  })
})
