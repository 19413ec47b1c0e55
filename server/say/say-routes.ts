// A value as callers would hear it, to listen to on the prompts page.
import { readFileSync } from 'node:fs'
import { Type } from '@sinclair/typebox'
import { Language } from '#protocol/reasons'
import { type SaidValue, SayValue } from '#protocol/say-value'
import { invalid } from '../http/http-error.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { FORMAT_ALAW, isWavFault, readWavHeader, wavHeader } from '../recording/wav.ts'
import { TELEPHONE_RATE } from '../sound/resample.ts'
import { say } from './say.ts'

const SayBody = Type.Object({ language: Language, value: SayValue }, { additionalProperties: false })

export function sayRoutes(routes: Routes, { prompts }: AppDeps): void {
  routes.user('prompt.read', 'POST', '/say', { body: SayBody }, ({ body }): SaidValue => {
    const { language, value } = body
    const names = say(value, language)
    if (names.length === 0) throw invalid('This value has no words', 'value')
    const texts = new Map(prompts.list().map(({ name, sounds }) => [name, sounds[language]?.text ?? '']))
    const sound = Buffer.concat(names.map((name) => dataOf(prompts.resolve(name, language)?.path)))
    const wav = Buffer.concat([wavHeader(FORMAT_ALAW, 1, TELEPHONE_RATE, 8, sound.length), sound])
    const text = names.map((name) => texts.get(name) || name).join(language === 'en' ? ' ' : '')
    return { prompts: names, text, wav: wav.toString('base64') }
  })
}

/** Every prompt is a telephone WAV: their sounds can stand one behind the other. */
function dataOf(path: string | undefined): Uint8Array {
  if (path === undefined) return new Uint8Array()
  const file = readFileSync(path)
  const header = readWavHeader(file)
  return isWavFault(header) ? new Uint8Array() : file.subarray(header.dataOffset, header.dataOffset + header.dataBytes)
}
