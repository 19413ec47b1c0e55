// The name of an MDMF message: bytes of a stranger in whatever the exchange writes. SPEC.md F7.

const MAX_NAME = 40
const UNSAFE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/gu

/** UTF-8 when it is that throughout, else GB 2312 with its supersets, else nothing. */
export function decodeCallerName(bytes: Uint8Array): string {
  const text = decode('utf-8', bytes) ?? decode('gb18030', bytes) ?? ''
  return [...text.replace(UNSAFE, '').trim()].slice(0, MAX_NAME).join('')
}

function decode(encoding: 'utf-8' | 'gb18030', bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
