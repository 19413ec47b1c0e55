// What holds for the whole site (right site.settings): GET, PUT /site-settings.
import { type Static, Type } from '@sinclair/typebox'
import { strict } from './fields.ts'
import { AnswerTimeout, TalkLimit } from './line-config.ts'
import { SeatCodec } from './reasons.ts'

export const SiteSettings = Type.Object(
  {
    seatCodec: SeatCodec,
    /** Agents see that a supervisor is at their call. */
    superviseTold: Type.Boolean(),
    /** For so long nobody picks up what was handed to a colleague and rings there (F087); 0: at once. */
    pickUpLockMs: Type.Integer({ minimum: 0, maximum: 120_000 }),
    /** Nobody has spoken for so long: the agent is asked whether the call goes on; 0 = never. */
    quietPromptMs: Type.Integer({ minimum: 0, maximum: 3_600_000 }),
    /** So long after that the call is ended. */
    quietEndMs: Type.Integer({ minimum: 5000, maximum: 600_000 }),
    /** F052: outside calls may be transferred to persons who are not signed in. */
    transferToAway: Type.Boolean(),
    /** F027: the digits that a new person's number must have; 0 = 3 to 8. */
    extensionDigits: Type.Integer({ minimum: 0, maximum: 8 }),
    /** F028: an outside call is ended when the two have talked for so long; 0 = never. Of lines without a limit of their own. */
    maxTalkMs: TalkLimit,
    /** F029: an outside call for which nobody has answered for so long is ended; 0 = never. Likewise. */
    answerTimeoutMs: AnswerTimeout,
  },
  strict,
)
export type SiteSettings = Static<typeof SiteSettings>
