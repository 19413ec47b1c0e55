import { expect, it } from 'vitest'
import { flowOf } from '../../tests/harness/flow-walk.ts'
import { queueSample } from '../../tests/harness/samples.ts'
import { emptySite, quietPorts } from '../../tests/harness/site-samples.ts'
import { MemoryEventLog } from '../../tests/simulation/memory-event-log.ts'
import { VirtualTime } from '../../tests/simulation/virtual-time.ts'
import { Site } from './site.ts'

/** The numbers that are promised a call back, when this one asks in a flow. */
function promised(number: string, barred: string): string[] {
  const clock = new VirtualTime(1_800_000_000_000).clock()
  const known = { customer: () => null, lastAgent: () => null, isBarred: (asked: string) => asked === barred }
  const queue = queueSample({ callback: { tries: 3, pauseMs: 60_000, prompt: 'callback' } })
  const site = new Site(quietPorts({ clock, log: new MemoryEventLog(), known }), emptySite({ queues: [queue] }))
  site.recover()
  const flow = flowOf([{ id: 'c', kind: 'callback', queue: queue.id, number, next: '', failed: '' }])
  const who = { callId: 'c1', legId: 'l1', flow, hours: [], queues: [queue], caller: '+8613800138000' }
  site.runner.dispatch('flow-run', 'c1.f1', { type: 'start', ...who, at: null })
  return [...site.runner.all('callback')].flatMap((callback) => ('number' in callback ? [callback.number] : []))
}

it('F36, N14 a number that asks for a call back is promised one, but for one that may not be called', () => {
  expect(promised('', '+8613900139000')).toEqual(['+8613800138000'])
  expect(promised('', '+8613800138000')).toEqual([])
  expect(promised('+8613900139000', '+8613800138000')).toEqual(['+8613900139000'])
})
