// The one key that opens recordings: an X25519 private key in a file of its own, never in the database, a backup of it,
// or a log. Lost, it takes every recording with it, so it is never made anew over recordings. decisions/004.
import { createPrivateKey, createPublicKey, type KeyObject, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { publicBytes } from '#protocol/recording-cipher'
import { writeSecret } from '../user/setup.ts'

export type MasterKey = { privateKey: KeyObject; publicKey: Buffer }

export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError'
}

/** RFC 8410: what stands before the 32 bytes of an X25519 private key in its PKCS #8 form. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex')
const FOR_OTHERS = 0o077

/** Reads the key, or makes it when nothing has been encrypted yet. Throws MasterKeyError with what to do. */
export function masterKey(path: string, hasEncrypted: boolean): MasterKey {
  if (!existsSync(path)) {
    if (hasEncrypted) throw new MasterKeyError(`${path} is missing, and there are recordings that only it opens`)
    writeSecret(path, randomBytes(32).toString('hex'))
  }
  const { mode } = statSync(path)
  if ((mode & FOR_OTHERS) !== 0) throw new MasterKeyError(`${path} can be read by others: chmod 600 ${path}`)
  const text = readFileSync(path, 'utf8').trim()
  if (!/^[0-9a-f]{64}$/.test(text)) throw new MasterKeyError(`${path} is not a key: 64 hexadecimal digits are expected`)
  const key = Buffer.concat([PKCS8_PREFIX, Buffer.from(text, 'hex')])
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' })
  return { privateKey, publicKey: publicBytes(createPublicKey(privateKey)) }
}
