import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { queueSample } from '../../tests/harness/samples.ts'
import { firstAnnouncementMs, nextPrompts, spokenPlace, spokenWait } from './announcement.ts'

const PROMPTS = join(import.meta.dirname, '../../prompts')
const wait = { position: 3, baseMs: 0, medianMs: 0, lowMs: 170_000, highMs: 290_000 }

describe('announcements', () => {
  it.each([
    ['N1 by its own time', { announceFirstMs: 5000, announceEveryMs: 30_000 }, 5000],
    ['N1 after one interval', { announceFirstMs: 0, announceEveryMs: 30_000 }, 30_000],
    ['N2 once only', { announceFirstMs: 5000, announceEveryMs: 0 }, 5000],
    ['N2 never', { announceFirstMs: 0, announceEveryMs: 0 }, 0],
    ['N2 never, when there is nothing to say', { announceFirstMs: 5000, announce: 'nothing' as const }, 0],
    ['N3 for prompts alone', { announceFirstMs: 5000, announce: 'nothing' as const, announcePrompts: ['ad'] }, 5000],
  ])('%s the first one comes', (_how, settings, after) => {
    expect(firstAnnouncementMs(queueSample(settings))).toBe(after)
  })

  it('N3 says the prompts in a circle', () => {
    const queue = queueSample({ announcePrompts: ['one', 'two'] })
    const said = [0, 1, 2].map(
      (announced) => nextPrompts({ queue, enteredAt: 0, announced, delayTold: false }, 0).prompts,
    )
    expect(said).toEqual([['one'], ['two'], ['one']])
  })

  it('N8 gives the notice of a long wait once, when the wait has become long', () => {
    const listener = { queue: queueSample({ delayNoticeMs: 60_000 }), enteredAt: 0, announced: 1, delayTold: false }
    expect(nextPrompts(listener, 59_999)).toEqual({ prompts: [], delayTold: false })
    expect(nextPrompts(listener, 60_000)).toEqual({ prompts: ['queue-delay'], delayTold: true })
    expect(nextPrompts({ ...listener, delayTold: true }, 60_000)).toEqual({ prompts: [], delayTold: true })
    expect(nextPrompts({ ...listener, queue: queueSample() }, 600_000)).toEqual({ prompts: [], delayTold: false })
  })

  it.each([
    ['position', 7, ['position', 'number-7', 'position-after']],
    ['position', 121, ['position', 'number-1', 'say-hundred', 'number-21', 'position-after']],
    ['position', 1000, ['queue-wait']],
    ['position', null, ['queue-wait']],
    ['wait', 7, ['wait-between', 'say-two', 'wait-and', 'number-5', 'wait-minutes']],
    ['both', 1000, ['queue-wait', 'wait-between', 'say-two', 'wait-and', 'number-5', 'wait-minutes']],
    ['nothing', 7, []],
  ] as const)('N4 says of "%s" at rank %s: %j', (say, position, prompts) => {
    expect(spokenPlace(say, position, wait, 'zh-CN')).toEqual(prompts)
  })

  it('N6 asks to stay where no wait can be told', () => {
    expect(spokenPlace('wait', 1, null, 'en')).toEqual(['queue-wait'])
    expect(spokenPlace('both', 1, null, 'en')).toEqual(['position', 'number-1', 'position-after'])
  })

  it.each([
    [0, 60, ['wait-under-minute']],
    [10, 61, ['wait-up-to', 'say-two', 'wait-minutes']],
    [60, 60.5, ['wait-between', 'number-1', 'wait-and', 'say-two', 'wait-minutes']],
    [240, 240, ['wait-about', 'number-4', 'wait-minutes']],
    [299, 301, ['wait-between', 'number-4', 'wait-and', 'number-6', 'wait-minutes']],
    [299, 1800, ['wait-between', 'number-4', 'wait-and', 'number-30', 'wait-minutes']],
    [299, 1801, ['wait-more-than', 'number-4', 'wait-minutes']],
    [90, 1801, ['wait-more-than', 'number-1', 'wait-minute']],
    [9000, 9001, ['wait-more-than', 'number-90', 'wait-minutes']],
    [59, 5400, ['wait-up-to', 'number-90', 'wait-minutes']],
    [59, 5401, ['queue-wait']],
  ])('N5 says of %d to %d seconds: %j', (low, high, prompts) => {
    expect(spokenWait({ lowMs: low * 1000, highMs: high * 1000 }, 'zh-CN')).toEqual(prompts)
  })

  it('every word of a wait is a prompt in both languages', () => {
    const minutes = Array.from({ length: 100 }, (_, i) => i * 60_000)
    const missing = (['zh-CN', 'en'] as const).flatMap((language) => {
      const said = minutes.flatMap((lowMs) =>
        minutes.flatMap((more) => spokenWait({ lowMs, highMs: lowMs + more }, language)),
      )
      return [...new Set([...said, 'queue-delay'])].filter((name) => !existsSync(`${PROMPTS}/${language}/${name}.wav`))
    })
    expect(missing).toEqual([])
  })
})
