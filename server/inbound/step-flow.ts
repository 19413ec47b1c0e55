// A next step that is no flow, as the small flow that carries it out. Rule I11 in SPEC.md.
import type { FlowDefinition, FlowNode } from '#protocol/flow-config'
import type { Ms } from '#protocol/ids'
import type { NextStep } from '#protocol/inbound-rules'

const LONGEST_MESSAGE_MS: Ms = 180_000
const RING_MS: Ms = 30_000

type OwnStep = Exclude<NextStep, { kind: 'flow' }>

export const stepFlow = (step: OwnStep): FlowDefinition => ({
  id: `step-${step.kind}`,
  name: step.kind,
  version: 1,
  language: step.language,
  start: 'first',
  nodes: nodesOf(step),
})

function nodesOf(step: OwnStep): FlowNode[] {
  switch (step.kind) {
    case 'queue':
      return [
        { id: 'first', kind: 'queue', queue: step.queue, full: 'full', timeout: 'message' },
        { id: 'full', kind: 'play', prompt: 'queue-full', next: 'message' },
        ...message('message', step.queue),
      ]
    case 'agent': {
      const party = { kind: 'agent', agent: step.agent } as const
      return [
        { id: 'first', kind: 'ring', party, ringMs: RING_MS, busy: 'message', noAnswer: 'message' },
        ...message('message', step.agent),
      ]
    }
    case 'number': {
      const party = { kind: 'number', number: step.number } as const
      return [
        { id: 'first', kind: 'ring', party, ringMs: RING_MS, busy: 'goodbye', noAnswer: 'goodbye' },
        { id: 'goodbye', kind: 'hang-up', prompt: 'goodbye' },
      ]
    }
    case 'message':
      return message('first', step.box)
    case 'hang-up':
      return [{ id: 'first', kind: 'hang-up', prompt: step.prompt }]
  }
}

const message = (id: string, box: string): FlowNode[] => [
  { id, kind: 'message', prompt: 'leave-message', maxMs: LONGEST_MESSAGE_MS, box, next: 'saved' },
  { id: 'saved', kind: 'hang-up', prompt: 'message-saved' },
]
