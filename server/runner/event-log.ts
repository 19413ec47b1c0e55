// The truth on disk: what every machine was told, in commit order. A batch is one transaction.
import type { Decision } from '#protocol/api'
import type { AgentId, Ms, QueueId, RecordingId } from '#protocol/ids'
import type { CallRecord } from '../call/call-inputs.ts'
import type { CallbackRecord } from '../callback/callback-inputs.ts'
import type { SurveyAnswer } from '../flow/flow-inputs.ts'
import type { Inputs, MachineName } from '../machine/inputs.ts'
import type { WakeUpRecord } from '../wake-up/wake-up-inputs.ts'

export type LoggedInput = {
  [M in MachineName]: { machine: M; machineId: string; callId: string | null; at: Ms; input: Inputs[M] }
}[MachineName]

/** What is written in the call's timeline beside its machines' inputs. */
export type Note = {
  machine: 'recording' | 'media' | 'forward'
  machineId: string
  callId: string
  at: Ms
  type: string
  data: unknown
}

export type NewRecording = {
  id: RecordingId
  callId: string
  kind: 'call' | 'message'
  box: string | null
  startedAt: Ms
}

/** With whom the caller had spoken. */
export type SurveyRecord = SurveyAnswer & { queueId: QueueId | null; agentId: AgentId | null; at: Ms }

export type Batch = {
  inputs: LoggedInput[]
  notes: Note[]
  /** Instances that came to be and that ended, in order. */
  lifecycle: { machine: MachineName; id: string; open: boolean }[]
  records: CallRecord[]
  callbacks: CallbackRecord[]
  surveys: SurveyRecord[]
  wakeUps: WakeUpRecord[]
  decisions: Decision[]
  recordings: NewRecording[]
  /** Facts of a gateway that this batch has taken in. */
  factsThrough: { gatewayId: string; bootId: string; seq: number }[]
}

export const emptyBatch = (): Batch => ({
  inputs: [],
  notes: [],
  lifecycle: [],
  records: [],
  callbacks: [],
  surveys: [],
  wakeUps: [],
  decisions: [],
  recordings: [],
  factsThrough: [],
})

export interface EventLog {
  /** All or nothing, on disk when it returns. */
  commit(batch: Batch): void
  /** The inputs of every instance that is open, in commit order. */
  openInputs(): LoggedInput[]
  factsThrough(gatewayId: string, bootId: string): number
  /** What today's counters are rebuilt from: entries entered, offered, accepted, picked up, left, calls dialled, talks begun and ended, in order. */
  countedInputsSince(at: Ms): LoggedInput[]
}
