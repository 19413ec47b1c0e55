// C50: a call in which nobody speaks any more is ended in the talk, and nowhere else.
import { expect, it } from 'vitest'
import { flowSample, hoursSample, queueSample } from '../../tests/harness/samples.ts'
import { type Call, newCall } from './call.ts'
import type { CallInput } from './call-inputs.ts'
import { stepCall } from './call-step.ts'

const terms = { id: 'service', priority: 0, wrapUpMs: 30_000, music: 'music' }
const start: CallInput[] = [
  {
    type: 'offered',
    legId: 'l1',
    lineId: 'trunk',
    did: '4008008888',
    customer: '+8613800138000',
    customerName: '',
    flow: flowSample(),
    hours: [hoursSample()],
  },
  { type: 'leg.answered', legId: 'l1' },
  { type: 'flow.queue', queue: queueSample(), language: 'zh-CN' },
  { type: 'queue.offered', agentId: 'a1' },
  { type: 'queue.accepted', agentId: 'a1', terms },
  { type: 'leg.answered', legId: 'c1.s1' },
]
const after = (...inputs: CallInput[]): Call =>
  inputs.reduce<Call>((call, input) => stepCall(call, input, 60_000)[0], newCall('c1'))

it('C50 in the talk it ends by the system, answered, with a normal cause, and the agent has the wrap-up', () => {
  const [ended, effects] = stepCall(after(...start), { type: 'forgotten' }, 90_000)
  expect(ended).toMatchObject({ state: 'ended', record: { endedBy: 'system', outcome: 'answered', cause: 'normal' } })
  expect(effects).toContainEqual(
    expect.objectContaining({
      machine: 'agent',
      input: expect.objectContaining({ type: 'call-ended', wrapUpMs: 30_000 }),
    }),
  )
})

it('C50 on hold, in the queue and in the menu it goes on', () => {
  for (const call of [
    after(...start, { type: 'hold', agentId: 'a1' }),
    after(...start.slice(0, 3)),
    after(...start.slice(0, 2)),
  ])
    expect(stepCall(call, { type: 'forgotten' }, 90_000)).toEqual([call, []])
})
