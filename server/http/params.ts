import { Type } from '@sinclair/typebox'
import { strict } from '#protocol/fields'
import { Id } from '#protocol/ids'

export const IdParams = Type.Object({ id: Id }, strict)
/** A file name made of an id: 'ID.wav'. */
export const WavParams = Type.Object(
  { file: Type.String({ maxLength: 68, pattern: '^[A-Za-z0-9_.:-]+\\.wav$' }) },
  strict,
)

export function idOfWav(file: string): string {
  return file.slice(0, -'.wav'.length)
}
