// The one line under the call bar, and what it says of a transfer out.
import { phoneNumber } from '#lib/clock/format.ts'
import { seat } from '#lib/seat/seat.svelte.ts'
import type { TransferTold } from '#lib/seat/transfer-told.ts'
import { causeSentences } from '#lib/text/reason-sentences.ts'
import { seatWords } from '#lib/text/seat-words.ts'
import { t } from '#lib/text/text.svelte.ts'

export type Band = {
  text: string
  tone: 'fault' | 'wait' | 'free'
  testid: string
  act?: { word: string; run: () => void }
  close?: () => void
}

const tones = { asked: 'wait', failed: 'fault', done: 'free', unknown: 'wait' } as const

export function transferBand(told: TransferTold): Band {
  const why = told.kind === 'failed' ? t(causeSentences[told.cause]) : ''
  const text = t(seatWords.transfer[told.kind], { to: phoneNumber(told.to), why })
  const band: Band = { text, tone: tones[told.kind], testid: `transfer-${told.kind}` }
  return told.kind === 'asked' ? band : { ...band, close: () => seat.transferRead(told) }
}
