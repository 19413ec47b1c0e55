// What is called of OpenSSL's libcrypto by bun:ffi, for SRTP and for recordings.
import { dlopen, type Pointer } from 'bun:ffi'
import { at } from '../datagram/packet.ts'

const FUNCTIONS = {
  EVP_CIPHER_CTX_new: { args: [], returns: 'ptr' },
  EVP_CIPHER_CTX_free: { args: ['ptr'], returns: 'void' },
  EVP_CIPHER_CTX_ctrl: { args: ['ptr', 'i32', 'i32', 'ptr'], returns: 'i32' },
  EVP_aes_128_ctr: { args: [], returns: 'ptr' },
  EVP_aes_256_gcm: { args: [], returns: 'ptr' },
  EVP_EncryptInit_ex: { args: ['ptr', 'ptr', 'ptr', 'ptr', 'ptr'], returns: 'i32' },
  EVP_EncryptUpdate: { args: ['ptr', 'ptr', 'ptr', 'ptr', 'i32'], returns: 'i32' },
  EVP_EncryptFinal_ex: { args: ['ptr', 'ptr', 'ptr'], returns: 'i32' },
  SHA1_Init: { args: ['ptr'], returns: 'i32' },
  SHA1_Update: { args: ['ptr', 'ptr', 'u32'], returns: 'i32' },
  SHA1_Final: { args: ['ptr', 'ptr'], returns: 'i32' },
} as const

export type Libcrypto = ReturnType<typeof dlopen<typeof FUNCTIONS>>['symbols']

let opened: Libcrypto | null | undefined

/** Null where the library is not there or lacks a function. */
export function openLibcrypto(): Libcrypto | null {
  if (opened !== undefined) return opened
  try {
    opened = dlopen('libcrypto.so.3', FUNCTIONS).symbols
  } catch {
    opened = null
  }
  return opened
}

const contexts = new FinalizationRegistry<{ libcrypto: Libcrypto; context: Pointer }>(({ libcrypto, context }) =>
  libcrypto.EVP_CIPHER_CTX_free(context),
)

/** A context for as long as its owner is held: then libcrypto has it back and wipes the key in it. */
export function cipherContextFor(owner: object, libcrypto: Libcrypto): Pointer {
  const context = at(Number(libcrypto.EVP_CIPHER_CTX_new()))
  contexts.register(owner, { libcrypto, context })
  return context
}
