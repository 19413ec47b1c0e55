// What a leg is given once for its whole life: tag, contact, its own SRTP key, and how long it yields after a glare.

import type { Ms } from '#protocol/ids'
import type { SipLineConfig } from '#protocol/line-config'
import type { Party } from '../../dialog/session.ts'
import type { IpFamily } from '../../media/media-engine.ts'
import { MASTER_KEY_LENGTH, MASTER_SALT_LENGTH } from '../../rtp/srtp-keys.ts'
import type { Address } from '../../sip/address.ts'
import type { Endpoint } from '../../sip/via.ts'
import type { TransactionTimers } from '../../transaction/timers.ts'
import { mediaPolicyOf } from './media-policy.ts'

type Drawn = {
  now: () => Ms
  random: (octets: number) => string
  timers: TransactionTimers
  families: IpFamily[]
}
type Ends = { config: SipLineConfig; localTag: string; contact: Address; peer: Endpoint; isCaller: boolean }

/** RFC 3261 §14.1: the owner of the Call-ID yields 2.1 to 4 s, the other side 0 to 2 s, in units of 10 ms. */
function glareMs(isCaller: boolean, random: (octets: number) => string): Ms {
  const drawn = Number.parseInt(random(4), 16) / 0x1_0000_0000
  return isCaller ? 2100 + Math.floor(drawn * 191) * 10 : Math.floor(drawn * 201) * 10
}

export function partyOf({ config, localTag, contact, peer, isCaller }: Ends, drawn: Drawn): Party {
  const { now, random, timers, families } = drawn
  const secret = Buffer.from(random(MASTER_KEY_LENGTH + MASTER_SALT_LENGTH), 'hex')
  const master = { key: secret.subarray(0, MASTER_KEY_LENGTH), salt: secret.subarray(MASTER_KEY_LENGTH) }
  const audio = { sessionId: now(), policy: mediaPolicyOf(config, families, peer.address), master }
  return { localTag, contact, audio, nat: config.nat, timers, glareMs: glareMs(isCaller, random) }
}
