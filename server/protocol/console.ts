// What the attendant's console does with its calls beside taking them (console.use): GET /console → ConsoleService;
// PUT /console/fault-transfer FaultTransferBody, /console/automatic AutomaticBody, /console/auto-answer AutoAnswerBody → ConsoleService.
import { type Static, Type } from '@sinclair/typebox'
import { Name, strict } from './fields.ts'
import { Id } from './ids.ts'
import { Language } from './reasons.ts'

export const ConsoleTarget = Type.Union([
  Type.Object({ kind: Type.Literal('flow'), flow: Id }, strict),
  Type.Object({ kind: Type.Literal('queue'), queue: Id }, strict),
  /** An extension: a person, whose own forwarding holds. */
  Type.Object({ kind: Type.Literal('agent'), agent: Id }, strict),
  Type.Object({ kind: Type.Literal('number'), number: Type.String({ pattern: '^\\+?[0-9]{2,18}$' }) }, strict),
])
export type ConsoleTarget = Static<typeof ConsoleTarget>

/** Null: calls wait for the console. */
export const FaultTransferBody = Type.Object({ target: Type.Union([ConsoleTarget, Type.Null()]) }, strict)
export type FaultTransferBody = Static<typeof FaultTransferBody>

/** The flow that answers in the attendant's place; it is kept while the switch is off. */
export const AutomaticBody = Type.Object({ on: Type.Boolean(), flow: Type.Union([Id, Type.Null()]) }, strict)
export type AutomaticBody = Static<typeof AutomaticBody>

/** Calls offered to oneself are answered by themselves (F221). */
export const AutoAnswerBody = Type.Object({ on: Type.Boolean() }, strict)

/** Who set it and when; null while nobody has. */
export type SetBy = { name: string; at: number } | null
export type ConsoleService = {
  /** The queues that an attendant serves: whose calls are the console's. */
  queues: { id: string; name: string }[]
  fault: FaultTransferBody & { set: SetBy }
  automatic: AutomaticBody & { set: SetBy }
  /** Of who asks. */
  autoAnswer: boolean
  /** Where the calls may go instead. */
  targets: {
    flows: { id: string; name: string }[]
    queues: { id: string; name: string }[]
    people: { id: string; name: string }[]
  }
}

/** How far a person may call: inside only; local calls and services; the whole country; as the rules say. */
export const DialClass = Type.Unsafe<'internal' | 'local' | 'national' | 'all'>(
  Type.Union([Type.Literal('internal'), Type.Literal('local'), Type.Literal('national'), Type.Literal('all')]),
)
export type DialClass = Static<typeof DialClass>

// People as the attendant changes them (console.people): GET /console/people → ConsolePerson[]; PUT /console/people/:id PersonBody → ConsolePerson[].
export const PersonBody = Type.Object({ name: Name, language: Language, dialClass: DialClass }, strict)
export type PersonBody = Static<typeof PersonBody>
export type ConsolePerson = PersonBody & { id: string; number: string }
