// Flows as the editor reads and writes them. Rights: flow.read to read and try out, flow.write to change and publish.
//
// GET    /flows                          FlowDefinition[]: what is live
// GET    /flow-list                      FlowRow[]
// POST   /flows                          NewFlowBody → FlowDraft
// GET    /flows/:id                      FlowDetail
// PUT    /flows/:id/draft                DraftBody → FlowDraft; 409 when another has saved since
// DELETE /flows/:id/draft                the draft is thrown away, what is live stays
// POST   /flows/:id/publish              PublishBody → PublishReply
// POST   /flows/:id/versions/:version    FlowDetail: what was published once is live again, as a new version
// GET    /flows/:id/versions/:version    FlowVersionDetail
// PUT    /flows/:id/editing              EditingBody → EditingReply: told every 10 s by who draws
// DELETE /flows/:id/editing/:tab         who draws has left
// DELETE /flows/:id                      409 while something leads to it
// POST   /flow-check                     FlowDefinition → FlowProblem[]
// POST   /flow-trial                     TrialBody → TrialResult
// POST   /flows/:id/tests                FlowDefinition → FlowTestResult[]: the flow's tests walked through what is given
// PUT    /flows/:id/tests/:test          FlowTestBody → FlowTest, DELETE

import { type Static, Type } from '@sinclair/typebox'
import { FlowDefinition } from './flow-config.ts'
import { Id } from './ids.ts'
import type { Language } from './reasons.ts'

const strict = { additionalProperties: false } as const
const Name = Type.String({ minLength: 1, maxLength: 60 })

/** Where the drawing has each node. */
export const FlowLayout = Type.Record(
  Type.String({ maxLength: 64 }),
  Type.Object(
    {
      x: Type.Number({ minimum: -100_000, maximum: 100_000 }),
      y: Type.Number({ minimum: -100_000, maximum: 100_000 }),
    },
    strict,
  ),
)
export type FlowLayout = Static<typeof FlowLayout>

/** Why a flow cannot, or had better not, be published. */
export type FlowProblem = {
  why:
    | 'no-start'
    | 'double'
    | 'unreachable'
    | 'no-target'
    | 'no-object'
    | 'no-callback'
    | 'no-keys'
    | 'min-over-max'
    | 'over-hundred'
    | 'bad-address'
    | 'no-prompt'
    | 'no-language'
    | 'silent-circle'
    | 'no-end'
    | 'nested-circle'
    | 'unset'
  /** '' = the flow itself. */
  node: string
  detail: string
  /** It is not published with an error; with a warning it is. */
  isError: boolean
}

/** What a trial is given: when, who calls whom, what is pressed, and what others answer. */
export const TrialGiven = Type.Object(
  {
    /** UTC milliseconds. */
    at: Type.Integer({ minimum: 0 }),
    caller: Type.String({ maxLength: 20 }),
    called: Type.String({ maxLength: 20 }),
    /** One for each question in turn: keys, '' = silence, 'x' = the caller hangs up. None left: hangs up. */
    keys: Type.Array(Type.String({ pattern: '^([0-9*#]{1,32}|x)?$' }), { maxItems: 100 }),
    /** By node, for each time in turn; none left: the last again. Missing: all goes well. */
    answers: Type.Record(
      Type.String({ maxLength: 64 }),
      Type.Array(
        Type.Object(
          {
            way: Type.String({ maxLength: 64 }),
            values: Type.Record(Type.String({ maxLength: 60 }), Type.String({ maxLength: 500 })),
          },
          strict,
        ),
        { maxItems: 20 },
      ),
    ),
    /** Opening hours that are so whatever the clock says, by id. */
    hours: Type.Optional(
      Type.Record(Id, Type.Union([Type.Literal('open'), Type.Literal('closed'), Type.Literal('holiday')])),
    ),
  },
  strict,
)
export type TrialGiven = Static<typeof TrialGiven>

export const TrialBody = Type.Object({ flow: FlowDefinition, given: TrialGiven }, strict)
export type TrialBody = Static<typeof TrialBody>

/** What happened in a trial, in order. `step` is a node's id and its way out, as in the path of a call. */
export type TrialLine =
  | { kind: 'step'; at: number; node: string; step: string }
  | { kind: 'said'; at: number; prompts: { name: string; text: string }[]; language: Language }
  | { kind: 'pressed'; at: number; keys: string }
  | { kind: 'silence'; at: number }
  /** Into a message, or at a node that records. */
  | { kind: 'spoke'; at: number; ms: number }
  | { kind: 'asked'; at: number; node: string; text: string }
  | { kind: 'answered'; at: number; node: string; way: string }
  | { kind: 'handed'; at: number; node: string; to: string }
export type TrialResult = {
  lines: TrialLine[]
  /** Nodes passed, in order: the lit path. */
  path: string[]
  variables: Record<string, string>
  end: 'ended' | 'hung-up' | 'agent' | 'loop' | 'endless'
}

/** A trial kept as a test: it passes when the path and the end are these again. */
export const FlowTestBody = Type.Object(
  {
    name: Name,
    given: TrialGiven,
    expected: Type.Object(
      { path: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 1000 }), end: Type.String({ maxLength: 20 }) },
      strict,
    ),
  },
  strict,
)
export type FlowTestBody = Static<typeof FlowTestBody>
export type FlowTest = FlowTestBody & { id: string }
export type FlowTestResult = { id: string; name: string; passed: boolean; path: string[]; end: TrialResult['end'] }

export const NewFlowBody = Type.Object(
  {
    id: Id,
    name: Name,
    template: Type.Union([
      Type.Literal('empty'),
      Type.Literal('menu'),
      Type.Literal('message'),
      Type.Literal('self-service'),
    ]),
  },
  strict,
)
export type NewFlowBody = Static<typeof NewFlowBody>

export const DraftBody = Type.Object(
  { definition: FlowDefinition, layout: FlowLayout, revision: Type.Integer({ minimum: 0 }) },
  strict,
)
export type DraftBody = Static<typeof DraftBody>
export type FlowDraft = {
  definition: FlowDefinition
  layout: FlowLayout
  revision: number
  author: string
  updatedAt: number
}

/** `tab`: one of the user's; `takeOver`: also from another who draws. */
export const EditingBody = Type.Object({ tab: Id, takeOver: Type.Boolean() }, strict)
export type EditingBody = Static<typeof EditingBody>
/** Who draws, and since when. */
export type EditingReply = { mine: boolean; name: string; since: number }

export const PublishBody = Type.Object(
  { note: Type.String({ maxLength: 200 }), revision: Type.Integer({ minimum: 0 }) },
  strict,
)
export type PublishBody = Static<typeof PublishBody>

/** Not published: the problems that are errors, or the tests that fail, say why. */
export type PublishReply =
  | { published: true; version: number; problems: FlowProblem[]; tests: FlowTestResult[] }
  | { published: false; problems: FlowProblem[]; tests: FlowTestResult[] }

export type FlowVersion = { version: number; note: string; author: string; publishedAt: number }
export type FlowVersionDetail = FlowVersion & { definition: FlowDefinition; layout: FlowLayout }
export type FlowRow = {
  id: string
  name: string
  /** 0 = never published. */
  version: number
  publishedAt: number | null
  hasDraft: boolean
  numbers: string[]
}
export type FlowDetail = {
  id: string
  name: string
  live: FlowDefinition | null
  layout: FlowLayout
  draft: FlowDraft | null
  versions: FlowVersion[]
  tests: FlowTest[]
  usedBy: { numbers: string[]; flows: string[] }
}
