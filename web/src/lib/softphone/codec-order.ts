type Codec = { readonly mimeType: string }

/** Codecs with PCMA first, then PCMU, then the rest: the trunk speaks G.711, so nothing is transcoded. */
export function telephoneFirst<C extends Codec>(codecs: readonly C[]): C[] {
  const rank = ({ mimeType }: Codec): number => {
    const at = ['audio/pcma', 'audio/pcmu', 'audio/telephone-event'].indexOf(mimeType.toLowerCase())
    return at < 0 ? 2 : at === 2 ? 3 : at
  }
  return codecs
    .map((codec, at) => ({ codec, at }))
    .sort((a, b) => rank(a.codec) - rank(b.codec) || a.at - b.at)
    .map(({ codec }) => codec)
}

/** The negotiated codec to be sent: Opus, or the first of G.711. Null when the browser has it not. */
export function codecFor<C extends Codec>(wanted: 'g711' | 'opus', negotiated: readonly C[]): C | null {
  const names = wanted === 'opus' ? ['audio/opus'] : ['audio/pcma', 'audio/pcmu']
  return negotiated.find(({ mimeType }) => names.includes(mimeType.toLowerCase())) ?? null
}
