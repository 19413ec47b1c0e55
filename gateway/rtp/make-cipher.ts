// By libcrypto without an object per packet where it can be called, else by node:crypto.
import { openLibcrypto } from './libcrypto.ts'
import { LibcryptoCipher } from './libcrypto-cipher.ts'
import { NodeCipher, type SrtpCipher } from './srtp-cipher.ts'
import type { SessionKeys } from './srtp-keys.ts'

export function makeCipher(keys: SessionKeys): SrtpCipher {
  const libcrypto = openLibcrypto()
  return libcrypto === null ? new NodeCipher(keys) : new LibcryptoCipher(libcrypto, keys)
}
