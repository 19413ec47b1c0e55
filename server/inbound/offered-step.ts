// A call that a line offers, held against the site's rules: the number of ours it is for, and the flow that answers it.
import type { FlowDefinition } from '#protocol/flow-config'
import type { Ms } from '#protocol/ids'
import type { InboundTrial } from '#protocol/inbound-rules'
import { isCalled } from '../number/did-match.ts'
import type { SiteConfiguration } from '../site/configuration.ts'
import { type InboundCall, inboundStep } from './inbound-rules.ts'
import { stepFlow } from './step-flow.ts'

export type OfferedStep = { did: string; flow: FlowDefinition | null; trial: InboundTrial }

export function stepFor(configuration: SiteConfiguration, offered: Omit<InboundCall, 'flow'>, at: Ms): OfferedStep {
  const own = configuration.dids.find(({ number }) => isCalled(number, offered.dialed))
  const flowOf = (id: string) => configuration.flows.find((flow) => flow.id === id) ?? null
  const given = own ? flowOf(own.flow) : null
  const trial = inboundStep(configuration, { ...offered, flow: given?.id ?? null }, at)
  const { step } = trial
  const flow = step === null ? null : step.kind === 'flow' ? flowOf(step.flow) : stepFlow(step)
  return { did: own?.number ?? offered.dialed.replace(/^\+/, ''), flow, trial }
}

export const isOurs = ({ dids }: SiteConfiguration, dialed: string): boolean =>
  dids.some(({ number }) => isCalled(number, dialed))
