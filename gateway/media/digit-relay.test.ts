import { describe, expect, test } from 'vitest'
import { A_TO_LINEAR, LINEAR_TO_A } from '../codec/g711.ts'
import { EVENT_DIGITS } from '../rtp/telephone-event.ts'
import { DtmfDetector } from '../tone/dtmf-detector.ts'
import { writeDtmf } from '../tone/dtmf-generator.ts'
import { FakePort, floorWith, head } from './test-floor.ts'

type Form = 'event' | 'tone'

function portFor(form: Form, pace: 'packet' | 'clock' = 'packet'): FakePort {
  const port = new FakePort('PCMA', pace)
  port.takesEvents = form === 'event'
  port.detectsTones = form === 'tone'
  return port
}

/** 100 ms of a digit as five packets of A-law. */
function tone(digit: string): Uint8Array[] {
  return Array.from({ length: 5 }, (_, n) => {
    const linear = new Int16Array(160)
    writeDtmf(digit, n * 160, linear)
    return Uint8Array.from(linear, (sample) => LINEAR_TO_A[sample & 0xffff]!)
  })
}

/** The digits in what a port was sent: its events, and its tones. */
function digitsOf(port: FakePort): { events: string; tones: string } {
  let tones = ''
  const detector = new DtmfDetector()
  for (const { bytes, head: at } of port.sent) {
    if (at?.codec === 'CN') continue
    const linear = Int16Array.from(bytes, (code) => A_TO_LINEAR[code]!)
    detector.feed(linear, linear.length, (digit) => {
      tones += digit
    })
  }
  const starts = port.events.filter((code, i) => code !== port.events[i - 1])
  return { events: starts.map((code) => EVENT_DIGITS[code]).join(''), tones }
}

function room(from: FakePort, to: FakePort) {
  let now = 0
  const made = floorWith({ from, to }, () => now)
  made.floor.setRoom('r', [
    { legId: 'from', hears: ['to'] },
    { legId: 'to', hears: ['from'] },
  ])
  let tick = 0
  return {
    ...made,
    /** 20 ms in which `from` says these bytes. */
    pass(bytes: Uint8Array | null): void {
      now += 20
      if (bytes !== null) made.legs.from!.receive(bytes, 0, 160, head(tick))
      made.floor.tick(tick++)
    },
  }
}
const quiet = new Uint8Array(160).fill(0xd5)

describe('T8 a digit reaches the other party, in its form', () => {
  test.each([
    ['event', 'event', { events: '5', tones: '' }],
    ['event', 'tone', { events: '', tones: '5' }],
    ['tone', 'tone', { events: '', tones: '5' }],
    ['tone', 'event', { events: '', tones: '5' }],
  ] as const)('%s to %s', (from, to, expected) => {
    const there = portFor(to)
    const { legs, pass, digits } = room(portFor(from), there)
    const sounds = from === 'tone' ? tone('5') : []
    if (from === 'event') legs.from!.digit('5')
    for (let n = 0; n < 30; n++) pass(sounds[n] ?? quiet)
    expect(digitsOf(there)).toEqual(expected)
    expect(digits).toEqual([`from 5 ${from === 'event' ? 'rfc4733' : 'in-band'}`])
  })

  test('a card line is given the tone on its clock', () => {
    const card = portFor('tone', 'clock')
    const { legs, pass } = room(portFor('event'), card)
    legs.from!.digit('8')
    for (let n = 0; n < 30; n++) pass(quiet)
    expect(digitsOf(card)).toEqual({ events: '', tones: '8' })
    expect(card.sent).toHaveLength(30)
  })

  test('several in a row, in order, and only to who hears the sender', () => {
    const ports = { from: portFor('event'), to: portFor('event'), deaf: portFor('event') }
    const { floor, legs } = floorWith(ports)
    floor.setRoom('r', [
      { legId: 'from', hears: ['to', 'deaf'] },
      { legId: 'to', hears: ['from'] },
      { legId: 'deaf', hears: [] },
    ])
    for (const digit of '15#') legs.from!.digit(digit)
    for (let tick = 0; tick < 60; tick++) floor.tick(tick)
    expect(digitsOf(ports.to).events).toBe('15#')
    expect(digitsOf(ports.deaf)).toEqual({ events: '', tones: '' })
  })
})

test('D5 a leg with events is listened to for tones only when its line is set to it', () => {
  const from = portFor('event')
  const { floor, pass, digits } = room(from, portFor('event'))
  for (const bytes of tone('4')) pass(bytes)
  for (let n = 0; n < 10; n++) pass(quiet)
  floor.listenForTones('from')
  for (const bytes of tone('6')) pass(bytes)
  expect(digits).toEqual(['from 6 in-band'])
})

describe('T7 D4 a sender that says a digit twice', () => {
  test('event and tone together are one digit there, and one told', () => {
    const there = portFor('event')
    const from = portFor('event')
    const { legs, pass, digits } = room(from, there)
    const sounds = tone('7').concat(tone('7'))
    legs.from!.digit('7')
    for (let n = 0; n < 40; n++) {
      if (n < 10) legs.from!.keyHeld()
      pass(sounds[n] ?? quiet)
    }
    expect(digitsOf(there)).toEqual({ events: '7', tones: '' })
    expect(digits).toEqual(['from 7 rfc4733'])
  })

  test('after the key the voice is heard again', () => {
    const there = portFor('event')
    const { legs, pass } = room(portFor('event'), there)
    legs.from!.keyHeld()
    pass(quiet)
    expect(there.sent).toHaveLength(0)
    for (let n = 0; n < 5; n++) pass(quiet)
    expect(there.sent.length).toBeGreaterThanOrEqual(2)
  })

  test('a tone first, its event within half a second: the tone has gone through already', () => {
    const there = portFor('event')
    const from = portFor('event')
    from.detectsTones = true
    const { legs, pass, digits } = room(from, there)
    for (const bytes of tone('3')) pass(bytes)
    legs.from!.digit('3')
    for (let n = 0; n < 30; n++) pass(quiet)
    expect(digits).toEqual(['from 3 in-band'])
    expect(digitsOf(there)).toEqual({ events: '', tones: '3' })
  })
})
