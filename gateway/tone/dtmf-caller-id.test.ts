import { describe, expect, test } from 'vitest'
import { absentNumber, type CallerId, numberOnly } from './caller-id.ts'
import { DtmfCallerIdReceiver, dtmfCallerIdDigits, readDtmfCallerId } from './dtmf-caller-id.ts'
import { DtmfSequence } from './dtmf-sequence.ts'
import { feedFrames, overLine, record, seededRandom } from './test-line.ts'

describe('M1-M3 forms', () => {
  test.each<[string, CallerId | null]>([
    ['D13800138001C', numberOnly('13800138001')],
    ['A13800138001#', numberOnly('13800138001')],
    ['A13800138001C', numberOnly('13800138001')],
    ['A13800138001D02112345678B11C', numberOnly('13800138001')],
    ['A13800138001DB10C', absentNumber('private')],
    ['B10C', null],
    ['AB10C', absentNumber('private')],
    ['AB00C', absentNumber('unavailable')],
    ['13800138001#', numberOnly('13800138001')],
    ['13800138001C', null],
    ['D1#', absentNumber('private')],
    ['D2#', absentNumber('unavailable')],
    ['D3#', absentNumber('unavailable')],
    ['DC', null],
    ['12#', null],
    ['#', null],
    ['D1380D0138001C', null],
    ['D1234567890123456789012345C', null],
  ])('%s', (digits, expected) => {
    expect(readDtmfCallerId(digits)).toEqual(expected)
  })
})

function received(samples: Int16Array): CallerId[] {
  const receiver = new DtmfCallerIdReceiver()
  const all: CallerId[] = []
  feedFrames(samples, (frame) => receiver.feed(frame, (callerId) => all.push(callerId)))
  return all
}

function keyed(digits: string, onFrames = 4, offFrames = 4): Int16Array {
  const sequence = new DtmfSequence(onFrames, offFrames)
  sequence.add(digits)
  return record(sequence, 800)
}

describe('M4 M5 from the sound', () => {
  test.each([30, 20, 15])('200 numbers at %i dB: all right', (snrDb) => {
    const random = seededRandom(snrDb)
    for (let call = 1; call <= 200; call++) {
      const number = Array.from({ length: 3 + Math.floor(random() * 12) }, () => Math.floor(random() * 10)).join('')
      const samples = overLine(keyed(dtmfCallerIdDigits(number)), { snrDb, seed: call })
      expect(received(samples)).toEqual([numberOnly(number)])
    }
  })
  test('M4 digits with long pauses are no caller id', () => {
    expect(received(keyed('D13800138001C', 4, 40))).toEqual([])
  })
  test('M4 what was heard long before does not count', () => {
    const samples = new Int16Array([...keyed('D99'), ...new Int16Array(8000), ...keyed('D110C')])
    expect(received(samples)).toEqual([numberOnly('110')])
  })
})
