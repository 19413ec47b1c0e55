// Built-in prompts as a customer hears them: A-law goes through unchanged, so what was played is found sample for sample.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RtpPeer } from './rtp-peer.ts'
import { until } from './trunkline.ts'
import { readWav } from './wav.ts'

const PROMPTS = join(import.meta.dirname, '../../prompts')
/** 40 ms: long enough to be of one prompt only, short enough for the shortest word. */
const PIECE = 320

function pieceOf(name: string, language: 'zh-CN' | 'en'): Buffer {
  const { sound } = readWav(readFileSync(join(PROMPTS, language, `${name}.wav`)))
  const middle = Math.floor((sound.length - PIECE) / 2)
  return sound.subarray(middle, middle + PIECE)
}

/** Resolves once these prompts have been heard, one after another. */
export async function hearsPrompts(
  sound: RtpPeer,
  names: readonly string[],
  { language = 'zh-CN', withinMs = 20_000 }: { language?: 'zh-CN' | 'en'; withinMs?: number } = {},
): Promise<void> {
  const pieces = names.map((name) => pieceOf(name, language))
  const places = () => pieces.map((piece) => sound.placeOf(piece))
  await until(
    () => places().every((place, i, all) => place > (all[i - 1] ?? -1)),
    withinMs,
    () => `not heard one after another: ${names.map((name, i) => `${name} at ${places()[i]}`).join(', ')}`,
  )
}
