// Built-in prompts as a customer hears them: A-law goes through unchanged, so what was played is found sample for sample.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RtpPeer } from './rtp-peer.ts'
import { linearOf } from './tone.ts'
import { until } from './trunkline.ts'
import { readWav } from './wav.ts'

const PROMPTS = join(import.meta.dirname, '../../prompts')
/** 40 ms: long enough to be of one prompt only, short enough for the shortest word. */
const PIECE = 320

/** The loudest piece: a pause is alike in all of them. */
function pieceOf(name: string, language: 'zh-CN' | 'en'): Buffer {
  const { sound } = readWav(readFileSync(join(PROMPTS, language, `${name}.wav`)))
  const loudness = (at: number) =>
    linearOf(sound.subarray(at, at + PIECE), 'PCMA').reduce((sum, sample) => sum + Math.abs(sample), 0)
  let loudest = 0
  for (let at = 0; at + PIECE <= sound.length; at += PIECE) if (loudness(at) > loudness(loudest)) loudest = at
  return sound.subarray(loudest, loudest + PIECE)
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
