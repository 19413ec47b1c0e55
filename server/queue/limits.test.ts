import { describe, expect, it } from 'vitest'
import type { QueueConfig } from '#protocol/queue-config'
import { queueSample } from '../../tests/harness/samples.ts'
import { overflowAfterMs, sentAway } from './limits.ts'
import type { QueueEntryInput } from './queue-inputs.ts'

type Entering = QueueEntryInput & { type: 'enter' }
const to = (queue: string) => ({ kind: 'queue', queue }) as const
const whole: Partial<QueueConfig> = {
  maxWaiting: 5,
  targets: { full: to('full'), timeout: to('late'), nobody: to('nobody'), onBreak: to('break') },
  expectedLimit: { ms: 60_000, target: to('long') },
  overflow: { share: 100, whenWaiting: 3, afterMs: 20_000, target: to('over') },
  hours: { id: 'main', closed: to('closed'), holiday: to('holiday') },
}
const entering = (more: Partial<Entering> = {}, settings = whole): Entering => {
  const queue = queueSample(settings)
  return {
    type: 'enter',
    callId: 'c1',
    legId: 'l1',
    queue,
    language: 'en',
    waiting: 0,
    head: false,
    enteredAt: 0,
    ...more,
  }
}
const away = (more?: Partial<Entering>, settings = whole) => sentAway(queueSample(settings), entering(more, settings))
const estimate = (medianMs: number) => ({ position: 1, baseMs: 1, lowMs: 1, medianMs, highMs: medianMs })

const placed = (queue: QueueConfig, callId: string) => ({ queue, callId, head: false, promised: false })

describe('limits', () => {
  it.each<[string, Partial<Entering>, string, string]>([
    ['a closed queue', { hours: 'closed', staffing: 'nobody', waiting: 9 }, 'closed', 'closed'],
    ['a holiday', { hours: 'holiday' }, 'holiday', 'holiday'],
    ['nobody signed in', { staffing: 'nobody', waiting: 9 }, 'nobody', 'nobody'],
    ['everybody on a break', { staffing: 'on-break' }, 'on-break', 'break'],
    ['a full queue', { waiting: 5, estimate: estimate(90_000) }, 'full', 'full'],
    ['a long wait', { waiting: 3, estimate: estimate(60_001) }, 'expected', 'long'],
    ['many who wait', { waiting: 3, estimate: estimate(60_000) }, 'overflow', 'over'],
  ])('X1 sends away by %s', (_by, more, why, target) => {
    expect(away(more)).toEqual({ why, target: to(target) })
  })

  it('X1 lets wait whom nothing sends away', () => {
    expect(away()).toBeNull()
    expect(away({ waiting: 2, estimate: estimate(60_000) })).toBeNull()
  })

  it('X2 sends callers on a holiday where it sends them when closed, when it says nothing of holidays', () => {
    const settings = { ...whole, hours: { id: 'main', closed: to('closed'), holiday: null } }
    expect(away({ hours: 'holiday' }, settings)).toEqual({ why: 'holiday', target: to('closed') })
    expect(away({ hours: 'closed' }, { ...whole, hours: null })).toBeNull()
  })

  it('X4 sends nobody away without an estimate', () => {
    expect(away({ waiting: 2 })).toBeNull()
  })

  it.each([1, 30, 50, 100])('X5 lets %i of a hundred callers overflow, the same ones each time', (share) => {
    const queue = queueSample({ overflow: { share, whenWaiting: 0, afterMs: 20_000, target: to('over') } })
    const calls = Array.from({ length: 20_000 }, (_, i) => `0193a5c8-7f00-7abc-8def-${String(i).padStart(12, '0')}`)
    const over = () => calls.filter((id) => overflowAfterMs(placed(queue, id)) === 20_000)
    expect(over().length / 200).toBeGreaterThan(share - 1.5)
    expect(over().length / 200).toBeLessThan(share + 1.5)
    expect(over()).toEqual(over())
  })

  it('X6 overflows by time alone where it does not count who waits, and by count alone without a time', () => {
    const overflow = { share: 100, whenWaiting: 0, afterMs: 20_000, target: to('over') }
    expect(away({ waiting: 4 }, { overflow })).toBeNull()
    expect(overflowAfterMs(placed(queueSample({ overflow }), 'c1'))).toBe(20_000)
    expect(overflowAfterMs(placed(queueSample({ overflow: { ...overflow, afterMs: 0 } }), 'c1'))).toBe(0)
    expect(overflowAfterMs(placed(queueSample(), 'c1'))).toBe(0)
  })
})
