import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OutboundRule, OutboundSetting } from '#protocol/outbound-rules'
import { idleCore, startTrial, type Trial } from '../http/trial-server.ts'
import { parseNumber } from '../number/phone-number.ts'
import { destinationOf } from './destination.ts'
import { NO_OUTBOUND, permission } from './outbound-rules.ts'
import { pickLine } from './pick-line.ts'
import { NO_TOLL_GUARD } from './toll-price.ts'

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

describe('outbound rules (O1-O8)', () => {
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

describe('the routes', () => {
  let trial: Trial
  beforeEach(async () => {
    trial = await startTrial()
  })
  afterEach(() => trial.close())

  const put = (body: Partial<OutboundSetting>, as = '8201') =>
    trial.call('PUT', '/api/v1/outbound-rules', { as, body: { ...NO_OUTBOUND, ...body } })

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

  const cap = { id: 'c', scope: 'site', of: [], classes: [], per: 'day', minutes: 10, money: null }
  it.each([
    ['caps', { caps: [cap, cap] }],
    ['caps', { caps: [{ ...cap, minutes: null }] }],
    ['night', { night: { hours: 'nowhere', classes: [] } }],
    ['currency', { currency: 'yuan' }],
  ])('a guard with %s that cannot be is refused', async (field, wrong) => {
    const body = { ...NO_TOLL_GUARD, ...wrong }
    const answer = await trial.call('PUT', '/api/v1/toll-guard', { as: '8201', body })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain(field)
    expect(await (await trial.call('GET', '/api/v1/toll-guard', { as: '8101' })).json()).toEqual(NO_TOLL_GUARD)
  })

  it('the guard is an administrator’s to set, and kept whole', async () => {
    const body = { ...NO_TOLL_GUARD, currency: 'HKD', caps: [cap] }
    expect((await trial.call('PUT', '/api/v1/toll-guard', { as: '8101', body })).status).toBe(403)
    expect(await (await trial.call('PUT', '/api/v1/toll-guard', { as: '8201', body })).json()).toEqual(body)
    expect(trial.parts.audit.list(null, 1)[0]).toMatchObject({ action: 'outbound-changed', object: 'toll-guard' })
  })
})

it('O17 a block is lifted by an administrator, by name, and the trail says so; what does not stand is not there', async () => {
  const lifted: string[] = []
  const core = { ...idleCore, liftTollBlock: (id: string, by: string) => id === 'b1' && lifted.push(by) > 0 }
  const trial = await startTrial({ ports: { core } })
  const lift = async (id: string, as: string) =>
    (await trial.call('POST', `/api/v1/toll-blocks/${id}/lift`, { as })).status
  expect([await lift('b1', '8101'), await lift('b1', '8201'), await lift('b2', '8201')]).toEqual([403, 204, 404])
  expect(lifted).toHaveLength(1)
  expect(trial.parts.audit.list(null, 1)[0]).toMatchObject({ action: 'toll-block-lifted', object: 'b1' })
  await trial.close()
})
