// What a line's configuration asks of the sound of its calls.
import type { SipLineConfig } from '#protocol/config'
import { DEFAULT_CODECS } from '../../sdp/formats.ts'
import type { MediaPolicy } from '../../sdp/offer-answer.ts'

export const mediaPolicyOf = (config: SipLineConfig): MediaPolicy => ({
  codecs: config.codecs && config.codecs.length > 0 ? config.codecs : DEFAULT_CODECS,
  srtp: config.srtp ?? 'off',
})
