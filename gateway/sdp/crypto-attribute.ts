// SDES: the keys of SRTP in an SDP attribute (RFC 4568), for AES_CM_128_HMAC_SHA1_80 and nothing else.
import { MASTER_KEY_LENGTH, MASTER_SALT_LENGTH, type SrtpMaster } from '../rtp/srtp-keys.ts'

export type CryptoLine = { tag: string; master: SrtpMaster }

const SUITE = 'AES_CM_128_HMAC_SHA1_80'
const LINE = /^(\d{1,9}) (\S+) inline:([A-Za-z0-9+/=]+)(\|[^\s;]*)?((?: \S+)*)\s*$/

/** §6.1: a lifetime says how long the key may serve; `|1:4`, a key identifier in every packet, we cannot give. */
const isLifetime = (text: string | undefined): boolean => text === undefined || /^\|(2\^\d{1,2}|\d{1,16})$/.test(text)

/** §6.3: a parameter that is not understood makes the line unusable, unless it is marked with a minus. */
const areKnown = (parameters: string): boolean =>
  parameters
    .split(' ')
    .filter((parameter) => parameter !== '')
    .every((parameter) => parameter.startsWith('-'))

/** Null when the line asks for what we do not do. */
export function parseCrypto(value: string): CryptoLine | null {
  const match = LINE.exec(value)
  if (!match || match[2] !== SUITE || !isLifetime(match[4]) || !areKnown(match[5]!)) return null
  const octets = Buffer.from(match[3]!, 'base64')
  if (octets.length !== MASTER_KEY_LENGTH + MASTER_SALT_LENGTH) return null
  const master = { key: octets.subarray(0, MASTER_KEY_LENGTH), salt: octets.subarray(MASTER_KEY_LENGTH) }
  return { tag: match[1]!, master }
}

export const printCrypto = ({ tag, master }: CryptoLine): string =>
  `${tag} ${SUITE} inline:${Buffer.concat([master.key, master.salt]).toString('base64')}`
