import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { A_TO_LINEAR } from '../codec/g711.ts'
import { ANSWER_RULES, AnswerDetector, type AnsweredBy, type AnswerRules } from './answer-detector.ts'
import { feedFrames, gaussian, overLine, seededRandom } from './test-line.ts'
import { VoiceActivity } from './voice-activity.ts'

const voice = (name: string): Int16Array =>
  Int16Array.from(readFileSync(new URL(name, import.meta.url)), (code) => A_TO_LINEAR[code]!)
const seconds = (n: number): Int16Array => new Int16Array(Math.round(n * 8000))
const joined = (...parts: Int16Array[]): Int16Array => Int16Array.from(parts.flatMap((part) => [...part]))
/** 喂，你好 by espeak-ng; the long one is 20 s of announcement. */
const hello = voice('./vectors/hello.alaw')
const announcement = voice('../rtp/vectors/speech.alaw')

/** A voiced sound without meaning. */
const word = (ms: number): Int16Array =>
  Int16Array.from({ length: ms * 8 }, (_, i) => 5000 * Math.sin((2 * Math.PI * 220 * i) / 8000))

function answered(samples: Int16Array, rules: Partial<AnswerRules> = {}): AnsweredBy | undefined {
  const detector = new AnswerDetector({ ...ANSWER_RULES, ...rules })
  const all: AnsweredBy[] = []
  feedFrames(joined(samples, seconds(8)), (frame) => detector.feed(frame, (answer) => all.push(answer)))
  expect(all.length).toBeLessThanOrEqual(1)
  return all[0]
}

describe('A1-A6 who answered', () => {
  test.each([
    ['A1 nobody says a word', seconds(0), 'machine', 'initial-silence'],
    ['A2 hello, and waits', joined(seconds(0.4), hello), 'human', 'greeting-ended'],
    ['A2 one short word', joined(seconds(1), word(300)), 'human', 'greeting-ended'],
    ['A3 talks on', joined(seconds(0.3), announcement), 'machine', undefined],
    ['A3 a long sentence without a pause', word(1700), 'machine', 'long-greeting'],
    [
      'A4 word after word',
      joined(...Array.from({ length: 5 }, () => joined(word(120), seconds(0.14)))),
      'machine',
      'many-words',
    ],
    [
      'A5 clicks are no words',
      joined(...Array.from({ length: 8 }, () => joined(word(60), seconds(0.2)))),
      'machine',
      'initial-silence',
    ],
  ] as const)('%s', (_name, samples, kind, reason) => {
    const answer = answered(samples)
    expect(answer?.kind).toBe(kind)
    if (reason !== undefined) expect(answer?.reason).toBe(reason)
  })

  test('A2 a person is known 800 ms after the greeting', () => {
    const greeting = joined(seconds(0.5), word(400))
    expect(answered(greeting)?.ms).toBeGreaterThanOrEqual(1700)
    expect(answered(greeting)?.ms).toBeLessThanOrEqual(1800)
  })

  test('A6 neither in five seconds', () => {
    const murmur = joined(seconds(2), word(120), seconds(0.6), word(120), seconds(0.7))
    expect(answered(murmur, { maxWords: 10, silenceAfterMs: 3000, greetingMs: 6000 })).toMatchObject({
      kind: 'unknown',
      reason: 'too-long',
      ms: 5000,
    })
  })

  test('the rules can be set', () => {
    expect(answered(joined(seconds(0.2), word(1700)), { greetingMs: 2500 })?.kind).toBe('human')
    expect(answered(seconds(0), { initialSilenceMs: 1000 })?.ms).toBe(1000)
  })

  test('on a noisy line the same', () => {
    for (let seed = 1; seed <= 10; seed++) {
      expect(answered(overLine(joined(seconds(0.4), hello, seconds(2)), { snrDb: 20, seed }))?.kind).toBe('human')
      expect(answered(overLine(joined(seconds(0.3), announcement), { snrDb: 20, seed }))?.kind).toBe('machine')
    }
  })
})

describe('V1-V3 voice activity', () => {
  const spoken = (samples: Int16Array): boolean[] => {
    const detector = new VoiceActivity()
    const all: boolean[] = []
    feedFrames(samples, (frame) => all.push(detector.feed(frame)))
    return all
  }
  const share = (flags: boolean[]): number => flags.filter(Boolean).length / flags.length

  test('V1 silence and steady noise are no voice', () => {
    const random = seededRandom(4)
    const noise = Int16Array.from({ length: 8000 * 20 }, () => 300 * gaussian(random))
    expect(share(spoken(seconds(5)))).toBe(0)
    expect(share(spoken(noise).slice(200))).toBeLessThan(0.01)
  })
  test('V1 speech is, from -35 dBm0 up and over noise 20 dB below', () => {
    for (const gainDb of [0, -15]) expect(share(spoken(overLine(announcement, { gainDb })))).toBeGreaterThan(0.7)
    expect(share(spoken(overLine(announcement, { snrDb: 20 })))).toBeGreaterThan(0.6)
  })
  test('V2 a click is none; speech begins with its second frame', () => {
    expect(share(spoken(joined(seconds(1), word(20), seconds(1))))).toBe(0)
    expect(spoken(joined(seconds(1), word(500))).indexOf(true)).toBe(51)
  })
  test('V3 200 ms after the last word still belong to it', () => {
    const flags = spoken(joined(seconds(1), word(500), seconds(1)))
    expect(flags.lastIndexOf(true) - 74).toBe(9)
  })
})
