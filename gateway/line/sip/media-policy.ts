// What a line's configuration asks of the sound of its calls.
import { isIP } from 'node:net'
import type { SipLineConfig } from '#protocol/line-config'
import type { IpFamily } from '../../media/media-engine.ts'
import { DEFAULT_CODECS } from '../../sdp/formats.ts'
import type { MediaPolicy } from '../../sdp/offer-answer.ts'

/** `families` is what we have, `peer` the address that the call's signalling is with: its family is preferred. */
export const mediaPolicyOf = (config: SipLineConfig, families: IpFamily[], peer: string): MediaPolicy => ({
  codecs: config.codecs && config.codecs.length > 0 ? config.codecs : DEFAULT_CODECS,
  srtp: config.srtp ?? 'off',
  families: families.toSorted((a, b) => Number(b === isIP(peer)) - Number(a === isIP(peer))),
})
