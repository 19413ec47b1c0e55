// Signals that we did not make: caller ids as spandsp 0.0.6 sends them (adsi_tx), in A-law at 8 kHz.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { A_TO_LINEAR } from '../codec/g711.ts'
import type { CallerId } from './caller-id.ts'
import { DtmfCallerIdReceiver } from './dtmf-caller-id.ts'
import { FskCallerIdReceiver } from './fsk-receiver.ts'
import { feedFrames, overLine } from './test-line.ts'

type Receiver = { feed(samples: Int16Array, tell: (callerId: CallerId) => void): void }

function received(name: string, receiver: Receiver, snrDb?: number): CallerId[] {
  const aLaw = readFileSync(new URL(`./vectors/${name}.alaw`, import.meta.url))
  const samples = Int16Array.from(aLaw, (code) => A_TO_LINEAR[code]!)
  const all: CallerId[] = []
  feedFrames(snrDb === undefined ? samples : overLine(samples, { snrDb }), (frame) =>
    receiver.feed(frame, (callerId) => all.push(callerId)),
  )
  return all
}

const MESSAGE: CallerId = { number: '13800138001', name: 'Wang', date: '11221014', absent: null }

test.each([
  ['clean', undefined],
  ['noise 20 dB below', 20],
])('F3 F4 Bell 202 and V.23 of spandsp, %s', (_name, snrDb) => {
  expect(received('bell-202', new FskCallerIdReceiver(), snrDb)).toEqual([MESSAGE])
  expect(received('v23', new FskCallerIdReceiver(), snrDb)).toEqual([MESSAGE])
})

test('M1 DTMF of spandsp', () => {
  expect(received('dtmf', new DtmfCallerIdReceiver())).toEqual([{ ...MESSAGE, name: '', date: '' }])
})
