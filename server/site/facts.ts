// What a gateway reports, told to the machines it concerns.

import type { GatewayFact } from '#protocol/gateway-messages'
import type { InboundTrial } from '#protocol/inbound-rules'
import type { SipLineConfig } from '#protocol/line-config'
import type { LiveCall } from '../call/call.ts'
import { endsUnheard } from '../flow/unheard.ts'
import type { CallerFacts } from '../inbound/inbound-rules.ts'
import { isOurs, type OfferedStep, stepFor } from '../inbound/offered-step.ts'
import { isLoop } from './seat-loops.ts'
import type { Site } from './site.ts'

/** What facts ask of the world beside the machines. */
export type FactPorts = {
  newCallId(): string
  /** Raw text of the wire as a stored number: E.164 or digits, '' when withheld or nonsense. */
  number(presented: string): string
  /** What is known of who calls with a stored number, '' = none. */
  caller(number: string, withheld: boolean): CallerFacts
  /** A number list has refused this call (N15). */
  refused(callId: string, customer: string, lineId: string, list: NonNullable<InboundTrial['list']>): void
  seatAnswered(agentId: string, connectionId: string, sdp: string): void
  seatCodec(agentId: string, connectionId: string, codec: 'g711' | 'opus'): void
  seatState(agentId: string, connectionId: string, state: 'connected' | 'lost', reason: string): void
  lineChanged(fact: GatewayFact & { type: 'line.changed' }): void
  recordingFailed(recordingId: string, detail: string): void
  recordingFinished(fact: GatewayFact & { type: 'recording.finished' }): void
  /** All recordings that run in the gateway now. */
  recordingsRunning(recordingIds: string[]): void
  storage(fact: GatewayFact & { type: 'storage.low' | 'storage.recovered' }): void
  promptFailed(detail: string): void
  sounded(callId: string, side: 'customer' | 'agent', fact: GatewayFact & { type: 'leg.quality' }): void
  phone(fact: GatewayFact & { type: 'phone.answered' | 'phone.changed' }): void
  /** Legs that commands still on their way will make. */
  pendingLegs(): ReadonlySet<string>
}

const CONTROL_AND_BIDI = /[\p{Cc}\p{Cf}]/gu

/** Text of a stranger as it may be shown: no control or bidi characters, at most 40. */
export const shownName = (name: string): string => [...name.replace(CONTROL_AND_BIDI, '').trim()].slice(0, 40).join('')

export function tellSite(site: Site, ports: FactPorts, fact: GatewayFact): void {
  const { runner } = site
  if ('legId' in fact && isLoop(fact.legId)) return
  if (isOfLeg(fact)) {
    tellLeg(site, ports, fact)
    return
  }
  switch (fact.type) {
    case 'player.finished':
      playerFinished(site, ports, fact)
      return
    case 'seat.answered':
      runner.afterCommit(() => ports.seatAnswered(fact.seatId, fact.connectionId, fact.sdp))
      return
    case 'seat.codec':
      runner.afterCommit(() => ports.seatCodec(fact.seatId, fact.connectionId, fact.codec))
      return
    case 'seat.connected':
      runner.dispatch('agent', fact.seatId, { type: 'seat.connected', connectionId: fact.connectionId })
      runner.afterCommit(() => ports.seatState(fact.seatId, fact.connectionId, 'connected', ''))
      return
    case 'seat.lost':
      runner.dispatch('agent', fact.seatId, { type: 'seat.lost', connectionId: fact.connectionId })
      runner.afterCommit(() => ports.seatState(fact.seatId, fact.connectionId, 'lost', fact.reason))
      return
    case 'recording.started':
    case 'recording.finished':
    case 'recording.failed':
      recording(site, ports, fact)
      return
    case 'storage.low':
    case 'storage.recovered':
      runner.afterCommit(() => ports.storage(fact))
      return
    case 'line.changed':
      runner.afterCommit(() => ports.lineChanged(fact))
      return
    case 'phone.answered':
    case 'phone.changed':
      runner.afterCommit(() => ports.phone(fact))
      return
    case 'gateway.snapshot':
      reconcile(site, ports, fact)
  }
}

type LegFact = Extract<GatewayFact, { type: `leg.${string}` }>
const isOfLeg = (fact: GatewayFact): fact is LegFact => fact.type.startsWith('leg.')

function tellLeg(site: Site, ports: FactPorts, fact: LegFact): void {
  const { runner } = site
  switch (fact.type) {
    case 'leg.offered':
      offered(site, ports, fact)
      return
    case 'leg.progressed':
      runner.dispatch('leg', fact.legId, { type: 'progressed', progress: fact.progress })
      return
    case 'leg.answered':
      runner.dispatch('leg', fact.legId, { type: 'answered' })
      return
    case 'leg.ended':
      runner.dispatch('leg', fact.legId, { type: 'ended', cause: fact.cause, by: fact.by, detail: fact.detail })
      return
    case 'leg.digit':
      runner.dispatch('leg', fact.legId, { type: 'digit', digit: site.asks.digit(fact.legId, fact.digit) })
      return
    case 'leg.held':
      runner.dispatch('leg', fact.legId, { type: 'held', held: fact.held })
      return
    case 'leg.transfer-requested':
      transferRequested(site, ports, fact)
      return
    case 'leg.transferred':
      runner.dispatch('leg', fact.legId, { type: 'transferred', ok: fact.ok, cause: fact.cause })
      return
    case 'leg.quality':
    case 'leg.answered-by':
    case 'leg.fax-detected':
      heard(site, ports, fact)
      return
  }
}

function offered(site: Site, ports: FactPorts, fact: GatewayFact & { type: 'leg.offered' }): void {
  const { legId, lineId } = fact
  if (site.runner.get('leg', legId)) return
  const callId = ports.newCallId()
  const customer = ports.number(fact.presented)
  const caller = ports.caller(customer, fact.withheld === true)
  const step = stepFor(site.configuration, { dialed: fact.dialed, lineId, customer, caller }, site.now())
  const { did, flow, trial } = step
  const { hours } = site.configuration
  site.runner.run(() => {
    site.runner.dispatch('leg', legId, { type: 'offered', callId, lineId })
    const customerName = shownName(fact.name)
    const start = { callId, legId, flow, hours, at: null, caller: customer, called: did, ...site.flowSurroundings() }
    const unheard = flow !== null && endsUnheard(`${callId}.f1`, { ...start, type: 'start', flow }, site.now())
    const also = {
      ...(unheard ? { unheard } : {}),
      ...(fact.diverted ? { diverted: ports.number(fact.diverted) } : {}),
      ...(fact.withheld ? { withheld: true } : {}),
      ...(sipLineOf(site, lineId)?.early ? { early: true } : {}),
      ...decidedBy(step),
    }
    const said = { legId, lineId, did, customer, customerName, ...also }
    site.runner.dispatch('call', callId, { type: 'offered', ...said, flow, hours })
    const { list } = trial
    if (list) site.runner.afterCommit(() => ports.refused(callId, customer, lineId, list))
  })
}

/** What of the rules the call's story keeps. */
function decidedBy({ flow, trial: { by, list, rule } }: OfferedStep) {
  if (list) return { list: list.name, ...(flow === null ? { refuse: 'busy' as const } : {}) }
  return rule || by === 'forced' ? { rule: rule?.name ?? '' } : {}
}

function sipLineOf(site: Site, lineId: string): SipLineConfig | undefined {
  return site.configuration.lines.filter((line) => line.kind === 'sip').find(({ id }) => id === lineId)
}

/** To a number of ours, and only from a line that may: whatever else it names would be a call at our cost. */
function transferRequested(site: Site, ports: FactPorts, fact: GatewayFact & { type: 'leg.transfer-requested' }): void {
  const { legId, target, replacesLegId } = fact
  const leg = site.runner.get('leg', legId)
  const lineId = leg && leg.state !== 'new' && leg.party.kind === 'line' ? leg.party.lineId : null
  const mayGo = lineId !== null && sipLineOf(site, lineId)?.transfers === true
  const to = mayGo
    ? replacesLegId === null
      ? numberOfOurs(site, ports, { legId, lineId, target })
      : otherCall(site, legId, replacesLegId)
    : null
  site.runner.dispatch('leg', legId, { type: 'transfer-requested', target, to })
}

type Asked = { legId: string; lineId: string; target: string }

function numberOfOurs(site: Site, ports: FactPorts, { legId, lineId, target }: Asked) {
  if (!isOurs(site.configuration, target)) return null
  const leg = site.runner.get('leg', legId)
  const customer = (leg && leg.state !== 'new' ? site.liveCall(leg.callId)?.customer : '') ?? ''
  const caller = ports.caller(customer, false)
  const { did, flow } = stepFor(site.configuration, { dialed: target, lineId, customer, caller }, site.now())
  return flow ? { did, flow, hours: site.configuration.hours } : null
}

/** P17: the call of the other leg, when there too an agent talks with the far end, another one, who can come over. */
function otherCall(site: Site, legId: string, otherLegId: string): { callId: string } | null {
  const [call, other] = [talkOf(site, legId), talkOf(site, otherLegId)]
  if (!call || !other || call.agentId === other.agentId) return null
  return site.agent(call.agentId).onHold.length === 0 ? { callId: other.callId } : null
}

/** The talk of two in which the far end of this leg is. */
function talkOf(site: Site, legId: string): { callId: string; agentId: string } | null {
  const leg = site.runner.get('leg', legId)
  const call = leg && leg.state !== 'new' ? site.liveCall(leg.callId) : null
  if (!call || call.customerLeg !== legId || call.guests.length > 0) return null
  const { stage } = call
  return stage.name === 'talking' || stage.name === 'held' ? { callId: call.id, agentId: stage.part.agentId } : null
}

type HeardFact = GatewayFact & { type: 'leg.quality' | 'leg.answered-by' | 'leg.fax-detected' }

/** What the sound of a leg says, kept with the call's events. */
function heard(site: Site, ports: FactPorts, fact: HeardFact): void {
  const leg = site.runner.get('leg', fact.legId)
  if (!leg || leg.state === 'new') return
  const { legId, type, ...data } = fact
  const call = site.liveCall(leg.callId)
  const isSupervisor = call?.supervisor?.legId === legId
  const kind = isSupervisor ? 'supervisor' : leg.party.kind
  site.runner.batch.notes.push({
    machine: 'media',
    machineId: legId,
    callId: leg.callId,
    at: site.now(),
    type,
    data: { ...data, party: kind },
  })
  if (fact.type === 'leg.answered-by' && fact.kind === 'machine' && call && legId === call.customerLeg)
    machineAnswered(site, call)
  const { callId } = leg
  if (fact.type === 'leg.quality' && !isSupervisor)
    site.runner.afterCommit(() => ports.sounded(callId, kind === 'seat' ? 'agent' : 'customer', fact))
}

function machineAnswered(site: Site, { callback, wakeUpId }: LiveCall): void {
  if (callback) site.runner.dispatch('callback', callback.id, { type: 'machine-answered' })
  if (wakeUpId !== null) site.runner.dispatch('wake-up', wakeUpId, { type: 'machine-answered' })
}

/** Player ids are machine:instance:number. */
function playerFinished(site: Site, ports: FactPorts, fact: GatewayFact & { type: 'player.finished' }): void {
  if (fact.reason === 'failed') site.runner.afterCommit(() => ports.promptFailed(fact.detail))
  if (fact.reason === 'stopped') return
  const [machine, id] = fact.playerId.split(':')
  if (id === undefined) return
  const { playerId } = fact
  if (machine === 'flow-run') site.runner.dispatch('flow-run', id, { type: 'player.finished', playerId })
  if (machine === 'call') site.runner.dispatch('call', id, { type: 'player.finished', playerId })
  if (machine === 'queue-entry') site.runner.dispatch('queue-entry', id, { type: 'player.finished', playerId })
}

type RecordingFact = Extract<GatewayFact, { type: `recording.${string}` }>

function recording(site: Site, ports: FactPorts, fact: RecordingFact): void {
  const callId = 'callId' in fact ? fact.callId : fact.recordingId.replace(/\.r\d+$/, '')
  const { type, recordingId: machineId, ...data } = fact
  site.runner.batch.notes.push({ machine: 'recording', machineId, callId, at: site.now(), type, data })
  const stage = fact.type === 'recording.started' ? undefined : site.liveCall(callId)?.stage
  if (stage?.name === 'message' && stage.spoken && stage.recordingId === machineId)
    site.runner.dispatch('call', callId, { type: 'recording.ended', recordingId: machineId })
  site.runner.afterCommit(() => {
    if (fact.type === 'recording.failed') ports.recordingFailed(machineId, fact.detail)
    if (fact.type === 'recording.finished') ports.recordingFinished(fact)
  })
}

/** After each hello: what the gateway has and what is open here are made one. */
function reconcile(site: Site, ports: FactPorts, fact: GatewayFact & { type: 'gateway.snapshot' }): void {
  const { runner } = site
  // A command whose cause is not on disk yet has not left, and nobody counts it as pending: now it has.
  runner.flush()
  const there = new Map(fact.legs.map((leg) => [leg.legId, leg.state]))
  const pending = ports.pendingLegs()
  runner.run(() => {
    for (const leg of [...runner.all('leg')]) {
      const state = there.get(leg.id) ?? 'gone'
      if (state === 'gone' && pending.has(leg.id)) continue
      runner.dispatch('leg', leg.id, { type: 'reconciled', state })
    }
    for (const legId of there.keys())
      if (!runner.get('leg', legId)) site.command({ type: 'leg.hang-up', legId, cause: 'error' })
    reconcileSeats(site, fact)
    const { players, recordings } = fact
    for (const call of [...runner.all('call')])
      runner.dispatch('call', call.id, { type: 'gateway.reconciled', recordings, players })
    for (const run of [...runner.all('flow-run')])
      runner.dispatch('flow-run', run.id, { type: 'gateway.reconciled', players })
    for (const entry of [...runner.all('queue-entry')])
      runner.dispatch('queue-entry', entry.id, { type: 'gateway.reconciled', players })
    runner.afterCommit(() => ports.recordingsRunning(recordings))
    for (const id of recordings) if (!isWanted(site, id)) site.command({ type: 'recording.stop', recordingId: id })
  })
}

function reconcileSeats(site: Site, fact: GatewayFact & { type: 'gateway.snapshot' }): void {
  const seats = new Map(fact.seats.map((seat) => [seat.seatId, seat.connectionId]))
  for (const agent of [...site.runner.all('agent')])
    if (agent.connectionId !== null && !seats.has(agent.id))
      site.runner.dispatch('agent', agent.id, { type: 'seat.lost', connectionId: null })
  for (const [agentId, connectionId] of seats)
    if (site.agent(agentId).connectionId !== connectionId)
      site.runner.dispatch('agent', agentId, { type: 'seat.connected', connectionId })
}

function isWanted(site: Site, recordingId: string): boolean {
  for (const call of site.runner.all('call')) {
    if (call.state !== 'live') continue
    if (call.recordingId === recordingId) return true
    if (call.stage.name === 'message' && call.stage.recordingId === recordingId) return true
  }
  return false
}
