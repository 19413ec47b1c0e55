// Messages that callers left, and the boxes they are in. The sound: /recordings/:id.wav, not while serving a call.
import { type Static, Type } from '@sinclair/typebox'
import { Name, strict } from './fields.ts'
import { Id } from './ids.ts'
import type { ShownNumber } from './shown-number.ts'

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])
const Text = (maxLength: number) => Type.String({ maxLength })

// GET /messages?state=&box=&mine=1&from=&to=&before=&limit= → MessageList, newest first; GET /messages/unheard → {count};
// GET /messages/:id → MessageDetail. Right message.hear: own = those of one's boxes (server/message/SPEC.md).
/** all: but those in the bin; open: not handled. */
export const MessageState = Type.Union(
  (['all', 'unheard', 'open', 'deleted'] as const).map((state) => Type.Literal(state)),
)
export type MessageState = 'all' | 'unheard' | 'open' | 'deleted'
export type MessageRow = {
  id: string
  callId: string
  box: string
  boxName: string
  number: ShownNumber
  customerId: string | null
  customerName: string
  startedAt: number
  durationMs: number
  /** Null while nobody has heard it. */
  heardAt: number | null
  heardBy: string
  handledAt: number | null
  handledBy: string
  /** Null while it is not in the bin. */
  deletedAt: number | null
  note: string
  /** What is said in it, as a person or an engine has written it down. */
  transcript: string
}
export type MessageList = { rows: MessageRow[]; more: boolean }
export type MessageStep = {
  at: number
  kind: 'heard' | 'new' | 'handled' | 'called-back' | 'open' | 'forwarded' | 'deleted' | 'restored' | 'written'
  by: string
  /** Of a forwarding: the boxes' names. */
  from: string
  to: string
  note: string
}
/** `peaks`: what the caller said, 0-1; null while they are not known. */
export type MessageDetail = MessageRow & { peaks: number[] | null; steps: MessageStep[] }

// PUT /messages/:id/heard; PUT /messages/:id/handled; PUT /messages/:id/text; POST /messages/:id/forward;
// DELETE /messages/:id: into the bin for 30 days; POST /messages/:id/restore.
export const HeardBody = Type.Object({ heard: Type.Boolean() }, strict)
/** `calledBack`: by a call to who left it. */
export const HandledBody = Type.Object({ handled: Type.Boolean(), calledBack: Type.Boolean() }, strict)
export const MessageTextBody = Type.Object({ note: Text(1000), transcript: Text(4000) }, strict)
export const ForwardBody = Type.Object({ box: Id, note: Text(500) }, strict)

// GET /messages/boxes → MessageBox[]: every box there is, to forward to; `mine`: what is in it is heard by who asks.
export type MessageBox = { id: string; name: string; kind: 'agent' | 'queue' | 'team' | 'box'; mine: boolean }

// GET /message-boxes → MessageBoxConfig[] (queue.read); POST; PUT, DELETE /message-boxes/:id (queue.write).
const PromptName = Type.String({ minLength: 1, maxLength: 60 })
export const MessageBoxConfig = Type.Object(
  {
    /** Of an agent, a queue or a team: the settings of its box. */
    id: Id,
    name: Name,
    /** Who hears it beside the agent, the queue's people or the team's. */
    agents: Type.Array(Id, { maxItems: 200, uniqueItems: true }),
    teams: Type.Array(Id, { maxItems: 100, uniqueItems: true }),
    /** In place of what the flow says; null: as the flow says. */
    greetingPrompt: orNull(PromptName),
    /** Said when the message is kept, before the flow goes on. */
    savedPrompt: orNull(PromptName),
    maxMs: orNull(Type.Integer({ minimum: 5000, maximum: 600_000 })),
    /** Its people are told at their seats at once. */
    notice: Type.Boolean(),
    /** With more, the oldest that were heard go into the bin. */
    most: orNull(Type.Integer({ minimum: 1, maximum: 10_000 })),
    keepDays: orNull(Type.Integer({ minimum: 1, maximum: 3650 })),
  },
  strict,
)
export type MessageBoxConfig = Static<typeof MessageBoxConfig>
