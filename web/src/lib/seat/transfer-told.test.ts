import { expect, it } from 'vitest'
import { transferTold } from './transfer-told.ts'

const to = { text: '13900139000', masked: false }
const call = { id: 'c1', agentId: 'a1', startedAt: 1, stage: 'talking', transfer: { to, cause: null } } as const
const told = (more: Partial<Parameters<typeof transferTold>[0] extends Iterable<infer C> ? C : never>) =>
  transferTold([{ ...call, ...more }], 'a1')

it('T1 while the far end is at it', () => expect(told({})).toEqual({ callId: 'c1', to: '13900139000', kind: 'asked' }))
it('T2 says why not, as long as the call lives', () => {
  expect(told({ transfer: { to, cause: 'busy' } })).toMatchObject({ kind: 'failed', cause: 'busy' })
  expect(told({ stage: 'held', transfer: { to, cause: 'busy' } })).toMatchObject({ kind: 'failed' })
  expect(told({ stage: 'ended', transfer: { to, cause: 'busy' } })).toBeNull()
})
it('T3 the far end has it', () =>
  expect(told({ stage: 'ended', transfer: { to, cause: 'normal' } })).toMatchObject({ kind: 'done' }))
it('T4 the call ended before the answer', () => expect(told({ stage: 'ended' })).toMatchObject({ kind: 'unknown' }))
it('nothing of other agents or of calls that nobody asked for; the newest first', () => {
  expect(told({ agentId: 'a2' })).toBeNull()
  expect(told({ transfer: null })).toBeNull()
  const older = { ...call, id: 'c0', startedAt: 0 }
  expect(transferTold([older, call, { ...call, id: 'c2', startedAt: 2, transfer: null }], 'a1')?.callId).toBe('c1')
})
