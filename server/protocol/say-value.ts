// A value that can be said to a caller.
import { type Static, Type } from '@sinclair/typebox'

const strict = { additionalProperties: false } as const
/** 10^12, in either direction. */
export const LARGEST_SAID = 1_000_000_000_000
/** A player takes fifty sounds. */
export const MOST_DIGITS = 40
const Amount = Type.Number({ minimum: -LARGEST_SAID, maximum: LARGEST_SAID })

/** What is counted: 个, 位, 次. */
export const CountUnit = Type.Union([Type.Literal('item'), Type.Literal('person'), Type.Literal('time')])
export type CountUnit = Static<typeof CountUnit>

export const SayValue = Type.Union([
  /** Read one by one; what is no digit is left out. `yao`: in Chinese 1 is 幺, as in telephone numbers. */
  Type.Object(
    { kind: Type.Literal('digits'), digits: Type.String({ maxLength: MOST_DIGITS }), yao: Type.Boolean() },
    strict,
  ),
  /** Up to six decimal places. */
  Type.Object({ kind: Type.Literal('number'), value: Amount }, strict),
  /** `unit` null: what is counted is said behind it by another prompt. */
  Type.Object(
    {
      kind: Type.Literal('count'),
      value: Type.Integer({ minimum: 0, maximum: LARGEST_SAID }),
      unit: Type.Union([CountUnit, Type.Null()]),
    },
    strict,
  ),
  Type.Object(
    {
      kind: Type.Literal('ordinal'),
      value: Type.Integer({ minimum: 1, maximum: LARGEST_SAID }),
      unit: Type.Union([CountUnit, Type.Null()]),
    },
    strict,
  ),
  /** Fen (1/100 yuan). */
  Type.Object(
    {
      kind: Type.Literal('money'),
      fen: Type.Integer({ minimum: -100 * LARGEST_SAID, maximum: 100 * LARGEST_SAID }),
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('percent'), value: Amount }, strict),
  Type.Object({ kind: Type.Literal('date'), date: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' }) }, strict),
  /** Minutes since midnight. */
  Type.Object({ kind: Type.Literal('time'), minutes: Type.Integer({ minimum: 0, maximum: 1439 }) }, strict),
  Type.Object({ kind: Type.Literal('duration'), seconds: Type.Integer({ minimum: 0, maximum: 100 * 86_400 }) }, strict),
])
export type SayValue = Static<typeof SayValue>

// POST /say {language, value} → SaidValue.
/** `wav`: base64 of the sound. */
export type SaidValue = { prompts: string[]; text: string; wav: string }
