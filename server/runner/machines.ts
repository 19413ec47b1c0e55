// Every machine that the runner runs.
import type { Ms } from '#protocol/ids'
import { type Agent, newAgent } from '../agent/agent.ts'
import { stepAgent } from '../agent/agent-step.ts'
import { type Call, newCall } from '../call/call.ts'
import { stepCall } from '../call/call-step.ts'
import { type Leg, newLeg, stepLeg } from '../call/leg.ts'
import { type Callback, callOf, newCallback, stepCallback } from '../callback/callback.ts'
import { newFlowRun, stepFlowRun } from '../flow/flow-run.ts'
import type { FlowRun } from '../flow/flow-state.ts'
import type { Effect } from '../machine/effects.ts'
import type { Inputs, MachineName } from '../machine/inputs.ts'
import type { QueueEntry } from '../queue/entry-place.ts'
import { newQueueEntry, stepQueueEntry } from '../queue/queue-entry.ts'
import { newSupervision, type Supervision, stepSupervision } from '../supervise/supervision.ts'
import { newWakeUp, stepWakeUp, type WakeUp, wakeUpCallOf } from '../wake-up/wake-up.ts'

type States = {
  leg: Leg
  call: Call
  'queue-entry': QueueEntry
  agent: Agent
  'flow-run': FlowRun
  supervision: Supervision
  callback: Callback
  'wake-up': WakeUp
}
export type MachineState<M extends MachineName = MachineName> = States[M]

type Machine<M extends MachineName> = {
  initial(id: string): States[M]
  step(state: States[M], input: Inputs[M], now: Ms): [States[M], Effect[]]
  /** No more inputs matter: the instance is forgotten. */
  isEnded(state: States[M]): boolean
  /** The call whose timeline shows the instance's inputs. */
  callIdOf(state: States[M]): string | null
}

const callIdIn = (state: object): string | null =>
  'callId' in state && typeof state.callId === 'string' ? state.callId : null

const registry: { [M in MachineName]: Machine<M> } = {
  leg: { initial: newLeg, step: stepLeg, isEnded: (leg) => leg.state === 'ended', callIdOf: callIdIn },
  call: {
    initial: newCall,
    step: stepCall,
    isEnded: (call) => call.state === 'ended',
    callIdOf: (call) => call.id,
  },
  'queue-entry': {
    initial: newQueueEntry,
    step: stepQueueEntry,
    isEnded: (entry) => entry.state === 'ended',
    callIdOf: callIdIn,
  },
  agent: {
    initial: newAgent,
    step: stepAgent,
    isEnded: (agent) =>
      agent.presence === 'signed-out' && agent.activity.name === 'idle' && agent.connectionId === null,
    callIdOf: (agent) => ('callId' in agent.activity ? agent.activity.callId : null),
  },
  'flow-run': { initial: newFlowRun, step: stepFlowRun, isEnded: (run) => run.state === 'ended', callIdOf: callIdIn },
  supervision: {
    initial: newSupervision,
    step: stepSupervision,
    isEnded: (supervision) => supervision.state === 'ended',
    callIdOf: (supervision) => supervision.id,
  },
  callback: {
    initial: newCallback,
    step: stepCallback,
    isEnded: (callback) => callback.state === 'ended',
    callIdOf: callOf,
  },
  'wake-up': {
    initial: newWakeUp,
    step: stepWakeUp,
    isEnded: (wakeUp) => wakeUp.state === 'ended',
    callIdOf: wakeUpCallOf,
  },
}

/** The registry with the link between name, state and input erased: the runner keeps it by always pairing them. */
export const machines = registry as unknown as Record<MachineName, Machine<MachineName>>
