// The people of a site: accounts, teams, and who can do what how well.
import { type Static, Type } from '@sinclair/typebox'
import { Name, strict } from './fields.ts'
import { Id } from './ids.ts'
import { Language, Role, SeatCodec } from './reasons.ts'

export const TeamConfig = Type.Object(
  { id: Id, name: Name, members: Type.Array(Id, { maxItems: 2000, uniqueItems: true }) },
  strict,
)
export type TeamConfig = Static<typeof TeamConfig>

/** A skill and who has it, how well: 1-10. */
export const SkillConfig = Type.Object(
  { id: Id, name: Name, levels: Type.Record(Id, Type.Integer({ minimum: 1, maximum: 10 })) },
  strict,
)
export type SkillConfig = Static<typeof SkillConfig>

export const AgentConfig = Type.Object(
  {
    id: Id,
    number: Type.String({ pattern: '^[0-9]{3,8}$' }),
    name: Name,
    role: Role,
    language: Language,
    /** null: as the site says. */
    seatCodec: Type.Union([SeatCodec, Type.Null()]),
    /** This person's calls are answered by themselves, after a beep. */
    autoAnswer: Type.Optional(Type.Boolean()),
  },
  strict,
)
export type AgentConfig = Static<typeof AgentConfig>
