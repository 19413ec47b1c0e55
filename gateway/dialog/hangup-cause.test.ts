// Rules D20 and D21: every status and every Q.850 cause becomes one of the closed set, and every one of the set leaves as both.
import { describe, expect, it } from 'vitest'
import { HangupCause } from '#protocol/reasons'
import { field, makeRequest, makeResponse } from '../sip/make-message.ts'
import { parseUri } from '../sip/uri.ts'
import {
  causeOfQ850,
  causeOfStatus,
  endingOfBye,
  endingOfResponse,
  q850OfCause,
  reasonField,
  statusOfCause,
} from './hangup-cause.ts'
import { address } from './session-test-messages.ts'

const SET = HangupCause.anyOf.map((literal: { const: HangupCause }) => literal.const) as HangupCause[]

const bye = (reason: string) =>
  makeRequest({
    method: 'BYE',
    uri: parseUri('sip:1@10.0.0.1')!,
    from: address('<sip:2@10.0.0.2>;tag=them'),
    to: address('<sip:1@10.0.0.1>;tag=us'),
    callId: 'c',
    cseq: 2,
    headers: [field('reason', reason)],
  })
const refused = (status: number, reason: string) =>
  makeResponse(bye(''), status, { headers: [field('reason', reason)] })

describe('causes of statuses', () => {
  it.each([
    [302, 'unreachable'],
    [400, 'error'],
    [401, 'unauthorised'],
    [402, 'rejected'],
    [403, 'rejected'],
    [404, 'unknown-number'],
    [405, 'error'],
    [406, 'not-acceptable'],
    [407, 'unauthorised'],
    [408, 'no-answer'],
    [410, 'unknown-number'],
    [413, 'error'],
    [414, 'error'],
    [415, 'not-acceptable'],
    [416, 'unknown-number'],
    [420, 'error'],
    [421, 'error'],
    [422, 'error'],
    [423, 'error'],
    [433, 'rejected'],
    [480, 'no-answer'],
    [481, 'error'],
    [482, 'error'],
    [483, 'error'],
    [484, 'unknown-number'],
    [485, 'unknown-number'],
    [486, 'busy'],
    [487, 'cancelled'],
    [488, 'not-acceptable'],
    [491, 'error'],
    [493, 'not-acceptable'],
    [500, 'congestion'],
    [501, 'congestion'],
    [502, 'unreachable'],
    [503, 'unreachable'],
    [504, 'unreachable'],
    [505, 'congestion'],
    [513, 'congestion'],
    [580, 'congestion'],
    [600, 'busy'],
    [603, 'rejected'],
    [604, 'unknown-number'],
    [606, 'not-acceptable'],
    [607, 'rejected'],
    [608, 'rejected'],
    [699, 'rejected'],
  ])('%i is %s', (status, cause) => {
    expect(causeOfStatus(status)).toBe(cause)
  })

  it('every final status has one of the set', () => {
    for (let status = 300; status < 700; status++) expect(SET).toContain(causeOfStatus(status))
  })
})

describe('causes of Q.850', () => {
  it.each([
    [1, 'unknown-number'],
    [3, 'unknown-number'],
    [16, 'normal'],
    [17, 'busy'],
    [18, 'no-answer'],
    [19, 'no-answer'],
    [20, 'unreachable'],
    [21, 'rejected'],
    [27, 'unreachable'],
    [28, 'unknown-number'],
    [31, 'normal'],
    [34, 'congestion'],
    [38, 'unreachable'],
    [42, 'congestion'],
    [88, 'not-acceptable'],
    [102, 'no-answer'],
    [127, 'error'],
  ])('%i is %s', (q850, cause) => {
    expect(causeOfQ850(q850)).toBe(cause)
  })

  it('every cause that is known is one of the set, and what the standard leaves free is unknown', () => {
    const known = Array.from({ length: 200 }, (_, cause) => causeOfQ850(cause)).filter((cause) => cause !== null)
    expect(known.length).toBeGreaterThan(60)
    for (const cause of known) expect(SET).toContain(cause)
    expect([0, 10, 15, 33, 59, 94, 128].map(causeOfQ850)).toEqual(Array(7).fill(null))
  })
})

describe('what we say', () => {
  it.each(SET)('%s has a refusal and a Q.850 cause', (cause) => {
    expect(statusOfCause(cause)).toBeGreaterThanOrEqual(400)
    expect(causeOfQ850(q850OfCause(cause))).not.toBeNull()
    expect(reasonField(cause)).toEqual({ name: 'reason', value: `Q.850;cause=${q850OfCause(cause)}` })
  })

  it.each([
    'normal',
    'busy',
    'no-answer',
    'rejected',
    'unknown-number',
    'unreachable',
    'congestion',
    'not-acceptable',
    'error',
  ] as const)('%s survives the way there and back', (cause) => {
    expect(endingOfBye(bye(reasonField(cause).value)).cause).toBe(cause)
  })
})

describe('what they say', () => {
  it.each([
    ['Q.850;cause=17;text="busy, really"', 'busy', 'BYE, Q.850 17'],
    ['SIP;cause=200;text="x", q.850 ; cause=34', 'congestion', 'BYE, Q.850 34'],
    ['SIP;cause=486', 'normal', 'BYE'],
    ['Q.850;cause=16', 'normal', 'BYE, Q.850 16'],
    ['Q.850;cause=999', 'normal', 'BYE'],
    ['Q.850', 'normal', 'BYE'],
    ['"', 'normal', 'BYE'],
  ])('BYE with %s', (reason, cause, detail) => {
    expect(endingOfBye(bye(reason))).toEqual({ cause, detail })
  })

  it.each([
    [480, 'Q.850;cause=17', 'busy', 'SIP 480, Q.850 17'],
    [503, 'Q.850;cause=34', 'congestion', 'SIP 503, Q.850 34'],
    [486, 'Q.850;cause=16', 'busy', 'SIP 486, Q.850 16'],
    [404, 'SIP;cause=486', 'unknown-number', 'SIP 404'],
  ])('%i with %s is %s', (status, reason, cause, detail) => {
    expect(endingOfResponse(refused(status, reason))).toEqual({ cause, detail })
  })
})
