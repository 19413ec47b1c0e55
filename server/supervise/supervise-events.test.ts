import { expect, it } from 'vitest'
import { withoutSupervision } from './supervise-events.ts'

type Told = [machine: string, machineId: string, type: string, data?: object]
const shown = (...told: Told[]) =>
  withoutSupervision(
    told.map(([machine, machineId, type, data = {}], seq) => ({
      seq,
      at: seq,
      machine,
      machineId,
      type,
      data: JSON.stringify(data),
    })),
  ).map(({ machine, machineId, type }) => `${machine} ${machineId} ${type}`)

const stepIn: Told[] = [
  ['supervision', 'c1', 'begin', { agentId: 'b1', legId: 'c1.s2' }],
  ['agent', 'b1', 'supervise', { callId: 'c1' }],
  ['leg', 'c1.s2', 'open-seat'],
  ['call', 'c1', 'supervised', { supervisor: { legId: 'c1.s2' } }],
  ['leg', 'c1.s2', 'answered'],
  ['call', 'c1', 'leg.answered', { legId: 'c1.s2' }],
  ['media', 'c1.s2', 'leg.quality'],
]

it('hides the supervision and all that the supervisor’s leg and seat did for it, and nothing else', () => {
  const rest: Told[] = [
    ['call', 'c1', 'leg.answered', { legId: 'c1.s1' }],
    ['media', 'c1.s1', 'leg.quality'],
    ['agent', 'a1', 'talking'],
  ]
  expect(shown(...stepIn, ...rest)).toEqual(['call c1 leg.answered', 'media c1.s1 leg.quality', 'agent a1 talking'])
})

it('shows what a take-over began', () => {
  const taken: Told[] = [
    ['call', 'c1', 'take-over'],
    ['supervision', 'c1', 'taken-over'],
    ['call', 'c1', 'leg.ended', { legId: 'c1.s2' }],
  ]
  expect(shown(...stepIn, ...taken)).toEqual(['call c1 take-over', 'call c1 leg.ended'])
})
