import { beforeEach, describe, expect, test } from 'vitest'
import type { PhoneState } from '#protocol/demo-telephone'
import { A_TO_LINEAR } from '../../codec/g711.ts'
import { shareAt, toneFrame } from '../../media/test-peers.ts'
import type { PhoneListener } from '../../media/worker-module.ts'
import { DtmfDetector } from '../../tone/dtmf-detector.ts'
import { Exchange } from './exchange.ts'
import { TestSubscriber } from './simulator-test-bench.ts'
import { Telephones } from './telephones.ts'

let exchange: Exchange
let telephones: Telephones
let states: PhoneState[]
let ear: Uint8Array[]
let page: PhoneListener
let tick = 0

beforeEach(() => {
  tick = 0
  states = []
  ear = []
  exchange = new Exchange({ date: () => '11221014', reversesAtAnswer: true })
  const host = {
    plugPhone(_phoneId: string, listener: PhoneListener) {
      page = listener
      return { isUp: true, send: (aLaw: Uint8Array) => ear.push(aLaw.slice()), unplug: () => {} }
    },
  }
  telephones = new Telephones(host, exchange, ({ state }) => states.push(state))
  telephones.handle({ type: 'plug', phoneId: 'p', number: '13800138001' })
})

function advance(ms: number): void {
  for (let at = 0; at < ms; at += 20) {
    telephones.tick()
    exchange.tick(++tick * 20)
  }
}
const phone = (type: 'off-hook' | 'on-hook' | 'unplug'): void => telephones.handle({ type, phoneId: 'p' })
const key = (digits: string): void => {
  for (const digit of digits) telephones.handle({ type: 'digit', phoneId: 'p', digit })
}
const digitsIn = (frames: Uint8Array[]): string => {
  const detector = new DtmfDetector()
  let digits = ''
  for (const frame of frames)
    detector.feed(
      Int16Array.from(frame, (code) => A_TO_LINEAR[code]!),
      160,
      (digit) => {
        digits += digit
      },
    )
  return digits
}

describe('demo telephones', () => {
  test('T2 X1 connected, off the hook, dialling, ringing, talking, busy tone, on the hook', () => {
    const other = new TestSubscriber(exchange, '4008008888')
    page.connected()
    phone('off-hook')
    advance(500)
    expect(shareAt(450, ear.at(-1)!)).toBeGreaterThan(0.99)
    key('4008008888')
    advance(3000)
    other.offHook()
    advance(500)
    other.onHook()
    advance(100)
    expect(shareAt(450, ear.at(-1)!)).toBeGreaterThan(0.99)
    phone('on-hook')
    expect(states).toEqual(['on-hook', 'dial-tone', 'dialing', 'ringing', 'talking', 'busy-tone', 'on-hook'])
  })

  test('T3 keys are heard on both ends, and on the hook nowhere', () => {
    const other = new TestSubscriber(exchange, '4008008888')
    key('5')
    phone('off-hook')
    advance(100)
    key('4008008888')
    advance(3000)
    other.offHook()
    ear = []
    other.heard = []
    key('159')
    advance(1000)
    expect(digitsIn(ear)).toBe('159')
    expect(digitsIn(other.heard)).toBe('159')
  })

  test('T4 a press told twice is one; two presses are two', () => {
    const other = new TestSubscriber(exchange, '4008008888')
    phone('off-hook')
    key('4008008888')
    advance(3000)
    other.offHook()
    other.heard = []
    key('1')
    advance(100)
    page.digit('1')
    advance(100)
    key('1')
    key('1')
    advance(1500)
    expect(digitsIn(other.heard)).toBe('111')
  })

  test('the voice reaches the other side byte by byte', () => {
    const other = new TestSubscriber(exchange, '4008008888')
    phone('off-hook')
    key('4008008888')
    advance(3000)
    other.offHook()
    page.sound(toneFrame(700, 3))
    advance(20)
    expect(other.heard.at(-1)).toEqual(toneFrame(700, 3))
    advance(20)
    expect(other.heard.at(-1)?.every((code) => code === 0xd5)).toBe(true)
  })

  test('T5 X19 it can be called: it rings, and answers', () => {
    const other = new TestSubscriber(exchange, '4008008888')
    other.offHook()
    advance(100)
    other.key('13800138001')
    advance(2400)
    expect(states).toEqual(['ringing'])
    expect(ear.some((frame) => shareAt(880, frame) > 0.3)).toBe(true)
    phone('off-hook')
    advance(100)
    expect(states).toEqual(['ringing', 'talking'])
    expect(other.state).toBe('talking')
  })

  test('T6 the page is lost: on the hook, and so told', () => {
    const other = new TestSubscriber(exchange, '4008008888')
    phone('off-hook')
    key('4008008888')
    advance(3000)
    other.offHook()
    page.lost()
    advance(20)
    expect(states.slice(-2)).toEqual(['on-hook', 'lost'])
    expect(other.state).toBe('tone')
  })

  test('T1 plugged twice is plugged once; unplugged it is gone', () => {
    phone('off-hook')
    telephones.handle({ type: 'plug', phoneId: 'p', number: '13800138001' })
    expect(states).toEqual(['dial-tone'])
    phone('unplug')
    phone('off-hook')
    advance(100)
    expect(states).toEqual(['dial-tone', 'on-hook'])
  })

  test('T7 the 65th is lost at once', () => {
    for (let n = 0; n < 64; n++) telephones.handle({ type: 'plug', phoneId: `p${n}`, number: `1380013${n}` })
    expect(states).toEqual(['lost'])
  })
})
