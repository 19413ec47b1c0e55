// What the parts of the core ask of each other and of the stores.
import { TOO_LITTLE_ROOM } from '#protocol/gateway-messages'
import type { Alarms } from './alarm/alarms.ts'
import { lastAgentOf } from './call/call-store.ts'
import type { Clock } from './clock.ts'
import { addCustomerNote, findCustomerByNumber } from './customer/customer-store.ts'
import { answerFlow, type FlowWorld } from './flow/flow-ports.ts'
import type { GatewayLink } from './gateway-link/link.ts'
import { guardedRequest } from './http/guarded-request.ts'
import type { Parts } from './http/parts.ts'
import { callerFacts, knownCaller } from './inbound/caller-facts.ts'
import { bookName } from './number/number-book.ts'
import { presentedNumber } from './number/outbound-number.ts'
import { displayNumber, parseNumber } from './number/phone-number.ts'
import { barredOut, isRed, standsIn } from './number-list/standing.ts'
import type { TollGuard } from './outbound/toll-guard.ts'
import type { SqlEventLog } from './runner/sql-event-log.ts'
import type { CommandPorts } from './site/commands.ts'
import type { DemoTelephoneExchange } from './site/demo-telephone-exchange.ts'
import type { FactPorts } from './site/facts.ts'
import type { Lines } from './site/lines.ts'
import type { OutboundAnswer } from './site/party-commands.ts'
import type { Publisher, PublisherPorts } from './site/publisher.ts'
import type { QuietCalls } from './site/quiet-calls.ts'
import type { SeatLoops } from './site/seat-loops.ts'
import type { SeatTabs } from './site/seat-tabs.ts'
import type { SitePorts } from './site/site.ts'
import { newId } from './store/stores.ts'

/** What the core is put together from. */
export type CorePieces = {
  readonly parts: Parts
  readonly clock: Clock
  readonly log: SqlEventLog
  readonly link: GatewayLink
  readonly alarms: Alarms
  readonly lines: Lines
  readonly toll: TollGuard
  readonly seats: SeatTabs
  readonly loops: SeatLoops
  readonly quiet: QuietCalls
  readonly publisher: Publisher
  readonly telephones: DemoTelephoneExchange
  gatewayId(): string
  readonly fatal: (cause: unknown) => void
}

/** A recording asked for so recently may not have begun yet. */
const RECORDING_GRACE_MS = 10_000

export function sitePorts(core: CorePieces): SitePorts {
  return {
    clock: core.clock,
    log: core.log,
    send(command) {
      core.toll.sent(command)
      core.link.send(command)
    },
    prompt: (name, language) => core.parts.prompts.resolve(name, language),
    changed: (changed) => core.publisher.changed(changed),
    ended(record, transferredTo) {
      core.quiet.forget(record.id)
      core.publisher.callEnded(record, transferredTo)
    },
    known: {
      customer: (number) => knownCaller(core.parts.stores.core, number, core.clock.now()),
      lastAgent: (number) => lastAgentOf(core.parts.stores.events, number),
      isBarred: (number) => barredOut(core.parts.stores.core, parseNumber(number) ?? number, core.clock.now()) !== null,
    },
    promptMissing: (name) => core.alarms.raise('prompt-broken', name, 'missing'),
    storedOutbound: (number, agentId) => core.toll.permit(number, agentId, true),
    outboundLine: (number) => openLine(core, number),
    flowAsks: (question) => answerFlow(flowWorld(core), question),
    fatal: core.fatal,
  }
}

function flowWorld(core: CorePieces): FlowWorld {
  const { core: database } = core.parts.stores
  const { outbound, outboundLine } = commandPorts(core)
  return {
    customer: (number) => findCustomerByNumber(database, number),
    isRed: (number) => isRed(database, number, core.clock.now()),
    standsIn: (list, number) => standsIn(database, list, number, core.clock.now()),
    addNote: (number, text) => addCustomerNote(database, number, text, core.clock.now()),
    send: (request) => guardedRequest({ ...request, trusted: core.parts.config.trustedHosts }),
    outbound,
    outboundLine,
  }
}

/** O13: none that may not carry the number now. */
const openLine = (
  core: CorePieces,
  { rule = null, kind = null }: OutboundAnswer & { ok: true },
  isAskedAgain = false,
) => core.lines.outbound(rule, isAskedAgain, (lineId) => core.toll.isLineBarred(kind, lineId))

export function publisherPorts(core: CorePieces): PublisherPorts {
  return {
    publish: core.parts.hub.publish,
    takenOver: ({ agentId, supervisorName, id }) =>
      core.parts.notices.tell([agentId], { kind: 'taken-over', from: supervisorName, callId: id }),
    customer: (number) => findCustomerByNumber(core.parts.stores.core, number),
    bookName: (number) => bookName(core.parts.stores.core, number),
    quietEndsAt: (callId) => core.quiet.endsAt(callId),
  }
}

export function commandPorts(core: CorePieces): CommandPorts {
  return {
    newCallId: newId,
    gatewayConnected: () => core.link.isConnected,
    outbound: (typed, agentId) => core.toll.permit(typed, agentId),
    outboundLine: (number, isAskedAgain = false) => openLine(core, number, isAskedAgain),
    startLoop: (agentId) => core.loops.start(agentId),
    endLoop: (agentId) => core.loops.end(agentId),
    keepQuietCall: (callId) => core.quiet.keep(callId),
    takeSeat: (agentId, tabId, connectionId) => core.seats.take(agentId, tabId, connectionId),
  }
}

export function factPorts(core: CorePieces): FactPorts {
  const { recordings } = core.parts
  return {
    newCallId: newId,
    number: presentedNumber,
    caller: (number, withheld) => callerFacts(core.parts.stores.core, number, withheld, core.clock.now()),
    refused(callId, customer, lineId, { name }) {
      const detail = `${name}: ${displayNumber(customer)}`
      core.parts.audit.record({ userId: null, action: 'call-refused', object: callId, detail, source: lineId })
    },
    seatAnswered: (agentId, connectionId, sdp) => core.seats.answered(agentId, connectionId, sdp),
    seatCodec: (agentId, connectionId, codec) => core.seats.codec(agentId, connectionId, codec),
    seatState: (agentId, connectionId, state, reason) => core.seats.state(agentId, connectionId, state, reason),
    lineChanged: (fact) => core.lines.changed(fact),
    recordingFailed(id, detail) {
      recordings.fail(id, detail)
      if (detail !== TOO_LITTLE_ROOM) core.alarms.raise('recording-failed', id, detail)
    },
    recordingFinished(fact) {
      recordings.finished(fact.recordingId, fact)
      if (fact.recovered) recordings.markRecovered(fact.recordingId)
      // What reached the disk of one that failed is on its way after all.
      core.alarms.clear('recording-failed', fact.recordingId)
    },
    recordingsRunning: (ids) => recordings.failLost(ids, core.clock.now() - RECORDING_GRACE_MS),
    storage(fact) {
      if (fact.type === 'storage.recovered') core.alarms.clear('disk-low', core.gatewayId())
      else core.alarms.raise('disk-low', core.gatewayId(), roomText(fact))
    },
    promptFailed: (detail) => core.alarms.raise('prompt-broken', detail.split(':')[0] ?? '', detail),
    sounded(callId, side, fact) {
      if (typeof fact.quietMs === 'number') core.quiet.heard(callId, fact.quietMs)
      core.publisher.sounded(callId, side, fact)
    },
    phone: (fact) => core.telephones.fromGateway(fact),
    pendingLegs: () => core.link.pendingLegs(),
  }
}

/** As an operator reads it: what is free, what should be. */
export const roomText = ({ freeBytes, floorBytes }: { freeBytes: number; floorBytes: number }): string =>
  `${inMiB(freeBytes)} < ${inMiB(floorBytes)} MiB`

const inMiB = (bytes: number): number => Math.floor(bytes / 1_048_576)
