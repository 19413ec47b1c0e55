import { expect, test } from 'vitest'
import { answerBinding } from './stun-answer.ts'

/** RFC 5769 §2.2: the sample response to the request of §2.1, whose SOFTWARE attribute we do not send. */
const TRANSACTION = Buffer.from('b7e7a701bc34d686fa87dfae', 'hex')
const PASSWORD = 'VOkJxbRl1RmTxUk/WvJxBt'

const request = Buffer.concat([Buffer.from([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]), TRANSACTION])

test('RFC 5769 §2.2: the mapped address of the sample', () => {
  const answer = answerBinding(request, '192.0.2.1', 32_853, PASSWORD)!
  expect(answer.subarray(20, 32).toString('hex')).toBe('002000080001a147e112a643')
  expect(answer.subarray(8, 20).equals(TRANSACTION)).toBe(true)
})

test('integrity and fingerprint are what python computes', () => {
  const answer = answerBinding(request, '192.0.2.1', 32_853, PASSWORD)!
  expect(answer.subarray(32).toString('hex')).toBe('0008001474c9371ebf3148548518699c3e3174c20dd9e68a80280004fae4043a')
})

test('an IPv6 source is left to the agent', () => {
  expect(answerBinding(request, '2001:db8::1', 1, PASSWORD)).toBeNull()
})
