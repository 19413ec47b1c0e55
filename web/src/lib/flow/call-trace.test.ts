import { expect, it } from 'vitest'
import type { CallEventView } from '#protocol/api'
import { callTrace } from './call-trace.ts'

let seq = 0
const event = (type: string, data: Record<string, unknown>): CallEventView => ({ seq: seq++, at: 0, type, data })
const went = (step: string) => event('call.flow.went', { step })
const offered = event('call.offered', { flow: { id: 'main', name: 'Main', version: 3 } })

it('the flow that the call came into, its version, its steps', () => {
  expect(
    callTrace([offered, went('a'), went('inner/b'), event('queue-entry.offer', { flow: { id: 'x' } })], 'main'),
  ).toEqual({
    flow: { main: 'main', entered: true, version: 3, subFlows: ['inner'] },
    steps: ['a', 'inner/b'],
  })
})

it('a flow that another enters has no version of its own in the events', () => {
  expect(callTrace([offered, went('a'), went('inner/b')], 'inner').flow).toEqual({
    ...{ main: 'main', entered: false, version: null, subFlows: ['inner'] },
  })
})

it('steps of another flow that the call was sent into are not of this one', () => {
  const sent = event('call.to-flow', { flow: { id: 'other', name: 'Other', version: 1 } })
  expect(callTrace([offered, went('a'), sent, went('z')], 'main').steps).toEqual(['a'])
  expect(callTrace([offered, went('a'), sent, went('z')], 'other')).toMatchObject({
    flow: { version: 1 },
    steps: ['z'],
  })
})

it('events that tell no flow: all steps, no version', () => {
  expect(callTrace([went('a')], 'main')).toMatchObject({
    flow: { main: null, entered: true, version: null },
    steps: ['a'],
  })
})
