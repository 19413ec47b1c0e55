// Every machine with what it is told: how they know each other.
import type { AgentInput } from '../agent/agent-inputs.ts'
import type { CallInput } from '../call/call-inputs.ts'
import type { LegInput } from '../call/leg-inputs.ts'
import type { CallbackInput } from '../callback/callback-inputs.ts'
import type { FlowRunInput } from '../flow/flow-inputs.ts'
import type { QueueEntryInput } from '../queue/queue-inputs.ts'
import type { SupervisionInput } from '../supervise/supervision-inputs.ts'
import type { WakeUpInput } from '../wake-up/wake-up-inputs.ts'

export type Inputs = {
  leg: LegInput
  call: CallInput
  'queue-entry': QueueEntryInput
  agent: AgentInput
  'flow-run': FlowRunInput
  supervision: SupervisionInput
  callback: CallbackInput
  'wake-up': WakeUpInput
}

export type MachineName = keyof Inputs
