// What a walk asks outside of itself, and is answered. Rules F18, F31-F36 in SPEC.md.
import type { DigitCheck } from '#protocol/flow-config'
import type { QueueId } from '#protocol/ids'
import type { NewGuest } from '../call/call-inputs.ts'

/** What a walk asks of the world. Texts are filled, but for secrets, which whoever answers puts in. */
export type FlowQuestion =
  | { kind: 'secret'; into: string; check: DigitCheck }
  | {
      kind: 'http'
      method: 'GET' | 'POST'
      url: string
      headers: { name: string; value: string }[]
      body: string
      timeoutMs: number
      take: { path: string; into: string }[]
    }
  | { kind: 'customer'; number: string }
  | { kind: 'customer-note'; number: string; text: string }
  | { kind: 'listed'; list: string; number: string }
  | { kind: 'queue-status'; queue: QueueId }
  | { kind: 'callback'; queue: QueueId; number: string }
  /** A line and the numbers to call out with. */
  | { kind: 'way-out'; number: string; ringMs: number }

/** `values` are the variables to set; `guest` answers `way-out`. */
export type FlowAnswer = { ok: boolean; values: Record<string, string>; guest?: NewGuest }
