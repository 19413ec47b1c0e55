// The codecs of a line as they are typed: names in order, however they are separated.
import type { SipLineConfig } from '#protocol/line-config'

type Codecs = NonNullable<SipLineConfig['codecs']>

const KNOWN: Codecs = ['PCMA', 'PCMU', 'G722', 'opus']

export const codecText = (codecs: Codecs | undefined): string => (codecs ?? []).join(' ')

/** All of them where none is named; null when a name is unknown or comes twice. */
export function codecsIn(typed: string): Codecs | null {
  const names = typed.split(/[\s,，;；、]+/).filter((name) => name !== '')
  const codecs = names.flatMap((name) => KNOWN.filter((known) => known.toLowerCase() === name.toLowerCase()))
  if (names.length === 0) return KNOWN
  return codecs.length === names.length && new Set(codecs).size === codecs.length ? codecs : null
}
