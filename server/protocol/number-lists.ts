// Lists of numbers: who is refused, let through, served first, or only named. What they do: server/number-list/SPEC.md.
// Rights: list.read sees, list.add adds, list.approve decides and deletes, list.write makes lists and sets them up.
//
// GET    /number-lists                     NumberListRow[]
// POST   /number-lists                     NumberListBody → NumberList; PUT /number-lists/:id; DELETE: 409 while a rule or a flow names it
// GET    /number-lists/:id/entries         EntryQuery → EntryPage
// POST   /number-lists/:id/entries         EntryBody → ListEntry
// POST   /number-lists/:id/approve         DecideBody → DecideReply; /refuse, /delete, /restore the same
// PUT    /number-lists/:id/import          CSV text, UTF-8 or GB 18030 → ImportReply; ?take=true adds the good rows
// GET    /number-lists/:id/export          the same columns
import { type Static, Type } from '@sinclair/typebox'
import { Name, strict } from './fields.ts'
import { Id, type Ms } from './ids.ts'
import { Language } from './reasons.ts'

export const ListKind = Type.Union([
  Type.Literal('black'),
  Type.Literal('red'),
  Type.Literal('white'),
  Type.Literal('plain'),
])
export type ListKind = Static<typeof ListKind>

/** What a caller hears whom the list refuses. */
export const ListAnswer = Type.Union([
  Type.Object({ kind: Type.Literal('busy') }, strict),
  Type.Object(
    { kind: Type.Literal('prompt'), prompt: Type.String({ minLength: 1, maxLength: 60 }), language: Language },
    strict,
  ),
  Type.Object({ kind: Type.Literal('flow'), flow: Id }, strict),
])
export type ListAnswer = Static<typeof ListAnswer>

const NumberList = Type.Object(
  {
    id: Id,
    name: Name,
    kind: ListKind,
    enabled: Type.Boolean(),
    /** Of black and white lists; the others concern whoever calls, and are 'both'. */
    direction: Type.Union([Type.Literal('in'), Type.Literal('out'), Type.Literal('both')]),
    /** Of white lists: who is on none of them is refused. */
    only: Type.Boolean(),
    /** An entry is approved by another than who has added it. */
    fourEyes: Type.Boolean(),
    /** Days that an entry holds of which nothing else is said; null: for good. */
    defaultDays: Type.Union([Type.Integer({ minimum: 1, maximum: 3650 }), Type.Null()]),
    answer: ListAnswer,
  },
  strict,
)
export type NumberList = Static<typeof NumberList>
export type NumberListRow = NumberList & { approved: number; waiting: number }

const { id: _id, ...listFields } = NumberList.properties
export const NumberListBody = Type.Object({ ...listFields, id: Type.Optional(Id) }, strict)

export const EntryKind = Type.Union([Type.Literal('number'), Type.Literal('prefix'), Type.Literal('segment')])
export type EntryKind = Static<typeof EntryKind>
const Written = Type.String({ maxLength: 40 })
const Day = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' })

export const EntryBody = Type.Object(
  {
    kind: EntryKind,
    first: Written,
    /** The end of a segment; '' for the others. */
    last: Written,
    note: Type.String({ maxLength: 200 }),
    /** The last day on which it holds, at the site; null: for good; missing: as the list says. */
    until: Type.Optional(Type.Union([Day, Type.Null()])),
  },
  strict,
)
export type EntryBody = Static<typeof EntryBody>

export const EntryState = Type.Union([Type.Literal('waiting'), Type.Literal('approved'), Type.Literal('expired')])
export type EntryState = Static<typeof EntryState>

/** `first`, `last`: as numbers are written here. */
export type ListEntry = Omit<EntryBody, 'until'> & {
  id: string
  until: string | null
  state: EntryState
  addedBy: { id: string; name: string }
  addedAt: Ms
  approvedBy: string | null
  approvedAt: Ms | null
}

export const EntryQuery = Type.Object(
  {
    search: Type.Optional(Type.String({ maxLength: 60 })),
    state: Type.Optional(EntryState),
    /** The id of the last entry of the page before. */
    before: Type.Optional(Id),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  },
  strict,
)
/** `total`: of all pages. */
export type EntryPage = { entries: ListEntry[]; total: number }

/** Those named, or with `all` every one that waits. */
export const DecideBody = Type.Union([
  Type.Object({ ids: Type.Array(Id, { minItems: 1, maxItems: 1000 }) }, strict),
  Type.Object({ all: Type.Literal(true) }, strict),
])
export type DecideBody = Static<typeof DecideBody>
/** `own`: left as they are, because who asks has added them. */
export type DecideReply = { done: number; own: number }

/** Why a row is not taken. 'known': it is on the list; 'twice': an earlier row is the same. */
export type RowFault = 'number' | 'segment' | 'date' | 'past' | 'note' | 'known' | 'twice'
export type ImportFault = { line: number; text: string; why: RowFault }
export const ImportQuery = Type.Object({ take: Type.Optional(Type.Boolean()) }, strict)
/** `faults`: the first thousand; `bad` counts them all. */
export type ImportReply = { rows: number; good: number; bad: number; taken: number; faults: ImportFault[] }
