// What the events of a call tell of the flow that it went through. Pure.
import type { CallEventView } from '#protocol/api'

export type TracedFlow = {
  /** The flow that the call came into first; null where no event tells. */
  main: string | null
  /** The flow asked for is one that the call came into, not one that another enters. */
  entered: boolean
  version: number | null
  /** Flows that were entered from others. */
  subFlows: string[]
}

type Entered = { id: string; version: number | null }

/** An event that brings a call into a flow names it, and its version since versions are told. */
function enteredBy({ data }: CallEventView): Entered | null {
  const { flow } = data
  if (typeof flow !== 'object' || flow === null || !('id' in flow) || typeof flow.id !== 'string') return null
  return { id: flow.id, version: 'version' in flow && typeof flow.version === 'number' ? flow.version : null }
}

/** `steps`: in the flow asked for, or all where it is only a part of another. */
export function callTrace(events: readonly CallEventView[], id: string): { flow: TracedFlow; steps: string[] } {
  const entered = events.flatMap((event) => (event.type.startsWith('call.') ? (enteredBy(event) ?? []) : []))
  let current: string | null = null
  const walked = events.flatMap((event): { flow: string | null; step: string }[] => {
    if (event.type.startsWith('call.')) current = enteredBy(event)?.id ?? current
    const { step } = event.data
    return event.type === 'call.flow.went' && typeof step === 'string' ? [{ flow: current, step }] : []
  })
  const own = entered.find((flow) => flow.id === id)
  const isOwn = own !== undefined || entered.length === 0
  const subFlows = walked.flatMap(({ step }) => step.split('/').slice(0, -1))
  return {
    flow: {
      main: entered[0]?.id ?? null,
      entered: isOwn,
      version: own?.version ?? null,
      subFlows: [...new Set(subFlows)],
    },
    steps: walked.filter(({ flow }) => !isOwn || flow === null || flow === id).map(({ step }) => step),
  }
}
