import { describe, expect, test } from 'vitest'
import { type CallerId, numberOnly } from './caller-id.ts'
import { writeMdmf, writeSdmf } from './caller-id-message.ts'
import { BELL_202, FskGenerator, type FskStandard, V23 } from './fsk-generator.ts'
import { FskCallerIdReceiver } from './fsk-receiver.ts'
import { feedFrames, gaussian, overLine, record, seededRandom } from './test-line.ts'

const DATE = '11221014'

function received(samples: Int16Array): CallerId[] {
  const receiver = new FskCallerIdReceiver()
  const all: CallerId[] = []
  feedFrames(samples, (frame) => receiver.feed(frame, (callerId) => all.push(callerId)))
  return all
}

const sent = (message: Uint8Array, standard: FskStandard = BELL_202, lead = 0): Int16Array =>
  record(new FskGenerator(message, standard), lead)

/** A mobile, fixed or foreign number. */
function randomNumber(random: () => number): string {
  const length = 3 + Math.floor(random() * 14)
  return Array.from({ length }, () => Math.floor(random() * 10)).join('')
}

function campaign(snrDb: number, standard: FskStandard, gainDb = 0): { right: number; wrong: number } {
  const random = seededRandom(snrDb * 1000 + standard.markHz)
  const result = { right: 0, wrong: 0 }
  for (let call = 0; call < 200; call++) {
    const number = randomNumber(random)
    const message =
      random() < 0.5
        ? writeMdmf({ ...numberOnly(number), date: DATE })
        : writeSdmf({ ...numberOnly(number), date: DATE })
    const lead = Math.floor(random() * 400)
    const [said] = received(overLine(sent(message, standard, lead), { snrDb, gainDb, seed: call + 1 }))
    if (said?.number === number) result.right++
    else if (said !== undefined) result.wrong++
  }
  return result
}

describe('F3 numbers in noise, 200 of each, both standards', () => {
  test.each([BELL_202, V23])('$name at 30 dB: all', (standard) => {
    expect(campaign(30, standard)).toEqual({ right: 200, wrong: 0 })
  })
  test.each([BELL_202, V23])('$name at 20 dB: at least 99 %', (standard) => {
    const { right, wrong } = campaign(20, standard)
    expect(wrong).toBe(0)
    expect(right).toBeGreaterThanOrEqual(198)
  })
  test.each([BELL_202, V23])('$name at 15 dB: at least 95 %, and never a wrong one', (standard) => {
    const { right, wrong } = campaign(15, standard)
    expect(wrong).toBe(0)
    expect(right).toBeGreaterThanOrEqual(190)
  })
  test.each([3, 8])('F5 at %i dB: never a wrong one', (snrDb) => {
    expect(campaign(snrDb, BELL_202).wrong).toBe(0)
  })
  test.each([-22, 8])('F3 %i dB of level: all', (gainDb) => {
    expect(campaign(30, BELL_202, gainDb)).toEqual({ right: 200, wrong: 0 })
  })
})

describe('messages', () => {
  const bare: CallerId = { number: '', name: '', date: '', absent: null }
  test.each<[string, CallerId, Uint8Array]>([
    [
      'F4 SDMF',
      { ...bare, number: '02112345678', date: DATE },
      writeSdmf({ ...bare, number: '02112345678', date: DATE }),
    ],
    [
      'F8 SDMF, withheld',
      { ...bare, date: DATE, absent: 'private' },
      writeSdmf({ ...bare, date: DATE, absent: 'private' }),
    ],
    ['F8 MDMF, not available', { ...bare, absent: 'unavailable' }, writeMdmf(bare)],
    [
      'F4 MDMF with date and name',
      { ...bare, number: '13800138001', date: DATE, name: '王晓敏' },
      writeMdmf({ ...bare, number: '13800138001', date: DATE, name: '王晓敏' }),
    ],
    [
      'F7 a name in GB 2312',
      { ...bare, number: '13800138001', name: '王晓敏' },
      writeMdmf(numberOnly('13800138001'), Uint8Array.of(0xcd, 0xf5, 0xcf, 0xfe, 0xc3, 0xf4)),
    ],
    [
      'F7 a name that is neither is no name',
      { ...bare, number: '13800138001' },
      writeMdmf(numberOnly('13800138001'), Uint8Array.of(0xff, 0xff, 0x80)),
    ],
    [
      'F7 control and bidi characters are taken out',
      { ...bare, number: '13800138001', name: 'ab' },
      writeMdmf({ ...bare, number: '13800138001', name: 'a\u202e\u0007b' }),
    ],
    [
      'F6 an unknown parameter is passed over',
      { ...bare, number: '110' },
      framed(0x80, [0x0b, 2, 1, 2, 0x02, 3, ...'110'.split('').map((digit) => digit.charCodeAt(0))]),
    ],
  ])('%s', (_name, expected, message) => {
    expect(received(sent(message))).toEqual([expected])
  })

  const good = writeMdmf({ ...bare, number: '13800138001', date: DATE })
  test('F5 any one wrong byte: nothing', () => {
    for (let at = 0; at < good.length; at++) {
      const bad = good.slice()
      bad[at]! ^= 1 << (at % 8)
      expect(received(sent(bad))).toEqual([])
    }
  })
  test.each<[string, Uint8Array]>([
    ['a number with letters', framed(0x80, [0x02, 2, 0x41, 0x42])],
    ['a parameter longer than its message', framed(0x80, [0x02, 9, 0x31, 0x32])],
    ['a date that is none', framed(0x80, [0x01, 2, 0x31, 0x32, 0x02, 3, 0x31, 0x31, 0x30])],
    ['another type', framed(0x82, [0x02, 3, 0x31, 0x31, 0x30])],
    ['SDMF too short', framed(0x04, [0x31, 0x32])],
  ])('F6 %s: nothing', (_name, message) => {
    expect(received(sent(message))).toEqual([])
  })

  test('F3 the start of the seizure may be lost', () => {
    expect(received(sent(good).subarray(1600))[0]?.number).toBe('13800138001')
  })
  test('F5 cut off: nothing', () => {
    const signal = sent(good)
    signal.fill(0, signal.length - 1500)
    expect(received(signal)).toEqual([])
  })
  test('F9 a second message is not told', () => {
    const twice = new Int16Array([...sent(good), ...sent(writeMdmf(numberOnly('110')))])
    expect(received(twice)).toHaveLength(1)
  })
  test('noise, voices and silence: nothing', () => {
    const random = seededRandom(5)
    const noise = Int16Array.from({ length: 8000 * 60 }, () => 4000 * gaussian(random))
    expect(received(noise)).toEqual([])
    expect(received(new Int16Array(8000))).toEqual([])
  })
})

function framed(type: number, body: number[]): Uint8Array {
  const bytes = [type, body.length, ...body]
  return Uint8Array.from([...bytes, -bytes.reduce((sum, byte) => sum + byte, 0) & 0xff])
}
