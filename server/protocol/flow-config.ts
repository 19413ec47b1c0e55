// The nodes of a flow, as the database holds them and the editor draws them. What each does: server/flow/SPEC.md.

import { type Static, Type } from '@sinclair/typebox'
import { Duration, Name, strict } from './fields.ts'
import { Id } from './ids.ts'
import { Language } from './reasons.ts'

const PromptName = Type.String({ minLength: 1, maxLength: 60 })
/** The node that follows; '' ends the flow, or leads back out of a sub-flow. */
const Next = Type.String({ maxLength: 64 })
/** Text in which {{name}} stands for the variable's value. */
export const Template = Type.String({ maxLength: 500 })
export const VariableName = Type.String({ pattern: '^[A-Za-z\u4e00-\u9fff_][\\w\u4e00-\u9fff]{0,39}$' })

/** How a value is spoken. */
export const SayAs = Type.Union([
  Type.Literal('digits'),
  /** Digits with 幺 for 1. */
  Type.Literal('telephone'),
  Type.Literal('number'),
  Type.Literal('ordinal'),
  Type.Literal('money'),
  Type.Literal('date'),
  Type.Literal('time'),
  Type.Literal('duration'),
  Type.Literal('percent'),
  /** What the caller has said at a node that records it. */
  Type.Literal('recording'),
])
export type SayAs = Static<typeof SayAs>

/** How a call is ended: `busy` and `congestion` are the caller's tone, or the network's where the call is not answered yet. */
export const HangUpHow = Type.Union([
  Type.Literal('normal'),
  Type.Literal('busy'),
  Type.Literal('congestion'),
  Type.Literal('rejected'),
])
export type HangUpHow = Static<typeof HangUpHow>

/** What typed digits must be. `range` compares as numbers; `luhn` is the check digit of bank cards (ISO/IEC 7812-1). */
export const DigitCheck = Type.Union([
  Type.Object({ kind: Type.Literal('any') }, strict),
  Type.Object({ kind: Type.Literal('range'), from: Type.Integer(), to: Type.Integer() }, strict),
  Type.Object(
    { kind: Type.Literal('one-of'), values: Type.Array(Type.String({ maxLength: 32 }), { maxItems: 200 }) },
    strict,
  ),
  Type.Object({ kind: Type.Literal('luhn') }, strict),
  /** YYYYMMDD, a day that exists. */
  Type.Object({ kind: Type.Literal('date') }, strict),
])
export type DigitCheck = Static<typeof DigitCheck>

/** By number where both sides are numbers, else by text. */
export const CompareOp = Type.Union([
  Type.Literal('equal'),
  Type.Literal('not-equal'),
  Type.Literal('less'),
  Type.Literal('at-most'),
  Type.Literal('greater'),
  Type.Literal('at-least'),
  Type.Literal('starts-with'),
  Type.Literal('contains'),
  Type.Literal('empty'),
])
export type CompareOp = Static<typeof CompareOp>

/** A question with its tries; silence goes to `silent` where that is given, else to `failed`. */
const question = {
  prompt: PromptName,
  wrongPrompt: PromptName,
  silentPrompt: PromptName,
  timeoutMs: Duration,
  tries: Type.Integer({ minimum: 1, maximum: 10 }),
  failed: Next,
  silent: Type.Optional(Next),
}

const node = <K extends string, P extends Parameters<typeof Type.Object>[0]>(kind: K, properties: P) =>
  Type.Object({ id: Id, kind: Type.Literal(kind), ...properties }, strict)

export const HttpNode = node('http', {
  method: Type.Union([Type.Literal('GET'), Type.Literal('POST')]),
  url: Type.String({ minLength: 8, maxLength: 500 }),
  headers: Type.Array(
    Type.Object({ name: Type.String({ pattern: "^[\\w!#$%&'*+.^`|~-]{1,60}$" }), value: Template }, strict),
    {
      maxItems: 10,
    },
  ),
  /** JSON or text; '' = none. */
  body: Type.String({ maxLength: 4000 }),
  timeoutMs: Type.Integer({ minimum: 100, maximum: 20_000 }),
  /** What of the answer's JSON goes into which variable, e.g. 'order.items.0.state'. */
  take: Type.Array(Type.Object({ path: Type.String({ maxLength: 200 }), into: VariableName }, strict), {
    maxItems: 20,
  }),
  /** Heard until the answer comes. */
  waitPrompt: Type.Union([PromptName, Type.Null()]),
  next: Next,
  failed: Next,
})

export const FlowNode = Type.Union([
  node('hours', { hours: Id, open: Next, closed: Next, holiday: Type.Optional(Next) }),
  /** `whole`: keys do not end it, they count ahead. */
  node('play', { prompt: PromptName, next: Next, whole: Type.Optional(Type.Boolean()) }),
  node('say', { value: Template, as: SayAs, next: Next }),
  node('language', { language: Language, next: Next }),
  node('menu', { ...question, keys: Type.Record(Type.String({ pattern: '^[0-9*#]$' }), Next) }),
  node('collect', {
    ...question,
    into: VariableName,
    min: Type.Integer({ minimum: 1, maximum: 32 }),
    max: Type.Integer({ minimum: 1, maximum: 32 }),
    /** Ends the digits before the most have come; '' = none. */
    finishKey: Type.Union([Type.Literal('#'), Type.Literal('*'), Type.Literal('')]),
    /** Silence after a digit that ends the digits. */
    betweenMs: Duration,
    check: DigitCheck,
    /** Never written anywhere: kept in memory for HTTP nodes alone. */
    secret: Type.Optional(Type.Boolean()),
    next: Next,
  }),
  node('set', { into: VariableName, value: Template, next: Next }),
  node('compare', {
    value: Template,
    cases: Type.Array(Type.Object({ op: CompareOp, to: Template, next: Next }, strict), { minItems: 1, maxItems: 30 }),
    otherwise: Next,
  }),
  /** `body` leads back here; after so many rounds on to `done`. */
  node('loop', { times: Type.Integer({ minimum: 1, maximum: 100 }), body: Next, done: Next }),
  node('sub-flow', { flow: Id, next: Next }),
  /** Shares of a hundred, in order; who is in none goes `otherwise`. */
  node('split', {
    shares: Type.Array(Type.Object({ percent: Type.Integer({ minimum: 0, maximum: 100 }), next: Next }, strict), {
      minItems: 1,
      maxItems: 10,
    }),
    otherwise: Next,
  }),
  node('queue', {
    queue: Id,
    full: Next,
    timeout: Next,
    /** Added to the queue's priority for callers who come by this node. */
    priority: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    /** Where the caller goes whom the agent has left. */
    after: Type.Optional(Next),
  }),
  /** Into queue.waiting, queue.free, queue.at-work and queue.wait (seconds; empty when unknown). */
  node('queue-status', { queue: Id, next: Next }),
  node('ring', {
    party: Type.Union([
      Type.Object({ kind: Type.Literal('agent'), agent: Id }, strict),
      Type.Object({ kind: Type.Literal('number'), number: Template }, strict),
    ]),
    ringMs: Type.Integer({ minimum: 1000, maximum: 120_000 }),
    busy: Next,
    noAnswer: Next,
  }),
  node('message', { prompt: PromptName, maxMs: Duration, box: Id, next: Next }),
  node('callback', { queue: Id, number: Template, next: Next, failed: Next }),
  /** A key of `lowest` to `highest` is kept with the call as the answer to `topic`. */
  node('survey', {
    ...question,
    topic: Type.String({ minLength: 1, maxLength: 60 }),
    lowest: Type.Integer({ minimum: 0, maximum: 9 }),
    highest: Type.Integer({ minimum: 0, maximum: 9 }),
    next: Next,
  }),
  /** Into customer.id, customer.name, customer.company, customer.note and customer.level (vip, red, or empty). */
  node('customer', { number: Template, found: Next, unknown: Next }),
  /** Adds a line to the customer's note. */
  node('customer-note', { number: Template, text: Template, next: Next, failed: Next }),
  HttpNode,
  /** Does the number stand in this number list? '' = the caller's. */
  node('listed', { list: Id, number: Template, yes: Next, no: Next }),
  node('end', {}),
  node('hang-up', { prompt: Type.Union([PromptName, Type.Null()]), how: Type.Optional(HangUpHow) }),
  /** What the caller says is kept with the call; `into` is its name, to be said as 'recording', and into.seconds its length. */
  node('record', {
    prompt: PromptName,
    /** A tone first. */
    beep: Type.Optional(Type.Boolean()),
    into: VariableName,
    maxMs: Type.Integer({ minimum: 1000, maximum: 300_000 }),
    /** Ends it; '' = none. */
    stopKey: Type.Union([Type.Literal('#'), Type.Literal('*'), Type.Literal('')]),
    /** So much silence ends it. */
    silenceMs: Type.Optional(Type.Integer({ minimum: 1000, maximum: 60_000 })),
    next: Next,
    /** Nothing was said. */
    nothing: Next,
  }),
])
export type FlowNode = Static<typeof FlowNode>
export type FlowNodeKind = FlowNode['kind']

export const FlowDefinition = Type.Object(
  {
    id: Id,
    name: Name,
    version: Type.Integer({ minimum: 1 }),
    language: Language,
    start: Next,
    /** Where the flow goes on when the caller has hung up in it; missing: nowhere. */
    afterHangUp: Type.Optional(Next),
    nodes: Type.Array(FlowNode, { maxItems: 500 }),
  },
  strict,
)
export type FlowDefinition = Static<typeof FlowDefinition>

/** A number that can be called (DID) and what answers it. */
export const DidConfig = Type.Object(
  { number: Type.String({ pattern: '^\\+?[0-9]{3,15}$' }), name: Name, flow: Id },
  strict,
)
export type DidConfig = Static<typeof DidConfig>
