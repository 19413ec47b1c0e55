// Calls aimed at a person: whom they ring, or where they go on to, with what is set and true now. Rules FW1-FW14 of server/forward/SPEC.md.
import type { ForwardTarget, ForwardWhy } from '#protocol/forwarding'
import type { AgentId } from '#protocol/ids'
import type { RefusalReason } from '#protocol/reasons'
import { canBeRung } from '../agent/agent-calls.ts'
import { type LiveCall, partOf } from '../call/call.ts'
import type { ReachedTo } from '../call/call-inputs.ts'
import { otherAgents } from '../call/guest-list.ts'
import { type Aim, type ForwardFault, type Hop, type Reached, reach, type Seat } from '../forward/forwarding.ts'
import { isThere } from '../inbound/inbound-rules.ts'
import { stepFlow } from '../inbound/step-flow.ts'
import type { Effect } from '../machine/effects.ts'
import { withBoxes } from '../message/box-flow.ts'
import { freeMainRing } from './line-says.ts'
import type { PartyPorts } from './party-commands.ts'
import type { Site } from './site.ts'

export type ForwardPorts = Pick<PartyPorts, 'outboundLine'> & {
  /** A number that is kept for this person, by his rights. */
  storedOutbound(number: string, agentId: AgentId): ReturnType<PartyPorts['outbound']>
}

type Asked = Effect & { type: 'reach' }
type Elsewhere = Reached & { end: 'elsewhere' }
type Fault = ForwardFault | 'gone' | RefusalReason

/** A forwarded telephone rings this long. */
const NO_ANSWER_MS = 45_000

/** How a colleague is asked for. */
type Way = { camp: boolean; boxWhenAway: boolean }

/** `call` null: it begins with this. */
export function whereTo(site: Site, call: LiveCall | null, by: AgentId, agentId: AgentId, way: Way): Reached {
  const present = call ? presentIn(call) : [by]
  const isOutside = call !== null && call.callee === null
  return decided(site, { agentId, failed: null, via: [], present, diverted: call?.diverted ?? '', isOutside, ...way })
}

function decided(site: Site, aim: Aim): Reached {
  const { forwarding, transferToAway = true } = site.configuration
  const forwardingOf = (agentId: AgentId) => forwarding?.get(agentId) ?? null
  return reach({ forwardingOf, seat: (agentId) => seatOf(site, agentId), toAway: transferToAway }, aim)
}

function seatOf(site: Site, agentId: AgentId): Seat {
  const agent = site.agent(agentId)
  if (agent.presence === 'signed-out' || agent.connectionId === null) return 'away'
  return canBeRung(agent, null) ? 'free' : 'busy'
}

function presentIn(call: LiveCall): AgentId[] {
  const part = partOf(call)
  const left = call.stage.name === 'handing-over' && call.stage.back ? [call.stage.back.agentId] : []
  const here = call.guests.filter(({ state }) => state === 'up').map(({ legId }) => legId)
  const there = otherAgents(call).filter((id) =>
    call.guests.some(({ party, legId }) => party.kind === 'agent' && party.agentId === id && here.includes(legId)),
  )
  return [...(part ? [part.agentId] : []), ...left, ...there]
}

/** Answers `reach`: C65, C66. */
export function answerReach(site: Site, ports: ForwardPorts, asked: Asked): void {
  const call = site.liveCall(asked.callId)
  if (!call) return
  const { agentId, failed, via, camp, legId } = asked
  const { stage } = call
  const isOutside = call.callee === null
  const boxWhenAway = isOutside && stage.name === 'handing-over' && !call.inFlow
  const aim = { agentId, failed, via, camp, diverted: call.diverted, isOutside, boxWhenAway }
  const found = decided(site, { ...aim, present: presentIn(call) })
  const { hops } = found
  for (const hop of hops.slice(0, found.end === 'elsewhere' ? -1 : undefined)) tellStory(site, call, hop)
  const to = reachedBy(site, ports, call, found)
  const cause = failed === null || failed === 'busy' ? 'busy' : 'no-answer'
  const part = call.callee ? partOf(call) : null
  const caller = part && site.configuration.people.get(part.agentId)
  const shown = caller ? { caller: { number: caller.number, name: caller.name } } : {}
  site.runner.dispatch('call', call.id, { type: 'reached', legId, to, cause, ...shown })
}

function reachedBy(site: Site, ports: ForwardPorts, call: LiveCall, found: Reached): ReachedTo | null {
  if (found.end === 'ring') return rung(site, call, found)
  if (found.end === 'nobody') {
    if (found.fault !== 'unanswered') tellFault(site, call, found.agentId, found.fault)
    return null
  }
  const to = elsewhere(site, ports, call, found)
  if (typeof to === 'string') {
    tellFault(site, call, found.by, to)
    return null
  }
  const { by, why } = found
  tellStory(site, call, { by, why, to: found.to })
  return to
}

/** C74: with the line's main ring, where a flow rings for its caller. */
function rung(site: Site, call: LiveCall, { agentId, via, ringMs }: Reached & { end: 'ring' }): ReachedTo {
  const main = call.inFlow && call.direction === 'in' ? freeMainRing(site, call.lineId) : null
  const beside = main === null || main === agentId ? {} : { beside: main }
  return { kind: 'agent', agentId, via, ringMs, ...beside }
}

function elsewhere(site: Site, ports: ForwardPorts, call: LiveCall, { by, why, to }: Elsewhere): ReachedTo | Fault {
  const { configuration } = site
  if (to.kind === 'number') return numberFor(site, ports, call, { by, why, number: to.number })
  const step = { ...to, language: call.language }
  if (!isThere(configuration, step)) return 'gone'
  const { boxes = [], hours } = configuration
  return { kind: 'flow', flow: withBoxes(stepFlow(step), boxes), hours }
}

/** FW8 */
function numberFor(
  site: Site,
  ports: ForwardPorts,
  call: LiveCall,
  { by, why, number }: { by: AgentId; why: ForwardWhy; number: string },
): ReachedTo | RefusalReason {
  const allowed = ports.storedOutbound(number, by)
  if (!allowed.ok) return allowed.reason
  const line = ports.outboundLine(allowed)
  if (!line.ok) return line.reason
  const { lineId, from, withheld } = line
  const config = site.configuration.lines.find(({ id }) => id === lineId)
  const passes = config?.kind === 'sip' && config.passesCaller === true && call.callee === null
  const shown = passes && call.customer !== '' ? call.customer : from
  const diversion = { number: call.did || from, why }
  const { customer, dial } = allowed
  return {
    kind: 'number',
    ...{ number: customer, to: dial, lineId, from: shown, withheld, noAnswerMs: NO_ANSWER_MS, diversion },
  }
}

/** FW14 */
function tellStory(site: Site, call: LiveCall, { by, why, to }: Hop): void {
  note(site, call, 'made', { agentId: by, why, target: targetOf(to), targetKind: to.kind })
}

const tellFault = (site: Site, call: LiveCall, agentId: AgentId, why: Fault): void =>
  note(site, call, 'refused', { agentId, why })

function targetOf(to: ForwardTarget): string {
  switch (to.kind) {
    case 'agent':
      return to.agent
    case 'queue':
      return to.queue
    case 'message':
      return to.box
    case 'number':
      return to.number
  }
}

function note(site: Site, { id }: LiveCall, type: 'made' | 'refused', data: Record<string, string>): void {
  site.runner.batch.notes.push({ machine: 'forward', machineId: id, callId: id, at: site.now(), type, data })
}
