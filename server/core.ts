// The deciding core put together: site, gateway link, publisher, alarms; what HTTP and the live socket ask of it.
import type { AnyElysia } from 'elysia'
import type { GatewayView } from '#protocol/web-messages'
import { systemClock } from './clock.ts'
import { findCustomerByNumber } from './customer/customer-store.ts'
import { listFlows } from './flow/flow-store.ts'
import { GatewayLink } from './gateway-link/link.ts'
import { linkRoutes } from './gateway-link/link-routes.ts'
import { listHours } from './hours/hours-store.ts'
import type { ConfigKind, Parts } from './http/parts.ts'
import { listLines } from './line/line-store.ts'
import type { CommandReply, CorePort, DemoTelephonePort } from './live/core-port.ts'
import { listDids } from './number/did-store.ts'
import { outboundNumber, presentedNumber } from './number/outbound-number.ts'
import { listQueues } from './queue/queue-store.ts'
import { SqlEventLog } from './runner/sql-event-log.ts'
import { Alarms } from './site/alarms.ts'
import { type CommandPorts, carryOut } from './site/commands.ts'
import type { SiteConfiguration } from './site/configuration.ts'
import { DemoTelephoneExchange } from './site/demo-telephone-exchange.ts'
import { type FactPorts, tellSite } from './site/facts.ts'
import { Lines } from './site/lines.ts'
import { Publisher } from './site/publisher.ts'
import { SeatTabs } from './site/seat-tabs.ts'
import { Site } from './site/site.ts'
import { newId } from './store/stores.ts'
import { sameToken } from './user/token.ts'
import { listAgents } from './user/user-store.ts'

export type Core = {
  port: CorePort
  demoTelephone: DemoTelephonePort
  gatewayPlugin: AnyElysia
  configChanged(kind: ConfigKind): void
  gateways(): GatewayView[]
  /** Calls can be taken: the gateway is here and has its lines. */
  isReady(): boolean
  onReady(listener: () => void): void
  start(): void
  /** Writes what waits and stops deciding; calls keep their sound in the gateway. */
  stop(): void
}

const HOUSEKEEPING_MS = 5000
const HEARTBEAT_MS = 3000
/** A recording asked for so recently may not have begun yet. */
const RECORDING_GRACE_MS = 10_000

export function loadConfiguration({ core }: Parts['stores']): SiteConfiguration {
  return {
    people: new Map(listAgents(core).map((person) => [person.id, person])),
    queues: listQueues(core),
    flows: listFlows(core),
    dids: listDids(core),
    hours: listHours(core),
    lines: listLines(core),
  }
}

export function createCore(parts: Parts, fatal: (cause: unknown) => void): Core {
  const { stores, hub, log, prompts, recordings } = parts
  const clock = systemClock()
  const publish = hub.publish
  const alarms = new Alarms(publish, clock.now)
  const lines = new Lines(publish, alarms, clock.now)
  const seats = new SeatTabs(hub)
  let gateway: GatewayView | null = null
  let readyListener = () => {}

  const link: GatewayLink = new GatewayLink({
    bootId: newId(),
    isToken: (token) => sameToken(token, parts.gatewayToken),
    factsThrough: (gatewayId, bootId) => eventLog.factsThrough(gatewayId, bootId),
    now: clock.now,
    take(gatewayId, bootId, seq, fact, stored) {
      site.runner.run(() => {
        tellSite(site, factPorts, fact)
        site.runner.batch.factsThrough.push({ gatewayId, bootId, seq })
      })
      site.runner.afterCommit(stored)
      if (fact.type === 'gateway.snapshot') readyListener()
    },
    connected(id) {
      gateway = { id, connected: true, since: clock.now() }
      publish([{ kind: 'gateway', id, value: gateway }])
      alarms.clear('gateway-away')
      link.send({ type: 'lines.configure', lines: site.configuration.lines })
    },
    disconnected(id) {
      gateway = { id, connected: false, since: clock.now() }
      publish([{ kind: 'gateway', id, value: gateway }])
      alarms.raise('gateway-away', id, '')
      lines.gatewayAway()
      log.warn({ gateway: id }, 'the gateway is away')
    },
  })
  const telephones = new DemoTelephoneExchange((command) => link.send(command))
  const eventLog = new SqlEventLog(stores.events)
  const site: Site = new Site(
    {
      clock,
      log: eventLog,
      send: (command) => link.send(command),
      prompt: (name, language) => prompts.resolve(name, language),
      changed: (changed) => publisher.changed(changed),
      ended: (record) => publisher.callEnded(record),
      promptMissing: (name) => alarms.raise('prompt-broken', name, 'missing'),
      fatal,
    },
    loadConfiguration(stores),
  )
  const publisher: Publisher = new Publisher(site, {
    publish,
    customer: (number) => findCustomerByNumber(stores.core, number),
  })
  const factPorts: FactPorts = {
    newCallId: newId,
    number: presentedNumber,
    seatAnswered: (agentId, connectionId, sdp) => seats.answered(agentId, connectionId, sdp),
    seatState: (agentId, connectionId, state, reason) => seats.state(agentId, connectionId, state, reason),
    lineChanged: (fact) => lines.changed(fact),
    recordingFailed(id, detail) {
      recordings.fail(id, detail)
      alarms.raise('recording-failed', id, detail)
    },
    recordingFinished(fact) {
      recordings.finished(fact.recordingId, fact)
      if (fact.recovered) recordings.markRecovered(fact.recordingId)
    },
    recordingsRunning: (ids) => recordings.failLost(ids, clock.now() - RECORDING_GRACE_MS),
    promptFailed: (detail) => alarms.raise('prompt-broken', detail.split(':')[0] ?? '', detail),
    phone: (fact) => telephones.fromGateway(fact),
    pendingLegs: () => link.pendingLegs(),
  }
  const commandPorts: CommandPorts = {
    newCallId: newId,
    gatewayConnected: () => link.isConnected,
    outbound: outboundNumber,
    outboundLine: () => lines.outbound(),
    takeSeat: (agentId, tabId, connectionId) => seats.take(agentId, tabId, connectionId),
  }
  const command: CorePort['command'] = (me, tabId, command_) => {
    const reply = carryOut(site, commandPorts, me, tabId, command_)
    return new Promise<CommandReply>((resolve) => site.runner.afterCommit(() => resolve(reply)))
  }
  let housekeeping: ReturnType<typeof setInterval>[] = []
  return {
    port: {
      command,
      explain: (callId) => site.explain(callId),
      tabClosed: (me, tabId) => seats.closed(me.agentId, tabId),
    },
    demoTelephone: telephones,
    gatewayPlugin: linkRoutes(link, log),
    configChanged(kind) {
      if (kind === 'prompts') alarms.clear('prompt-broken')
      if (kind === 'customers') publisher.customersChanged()
      site.reconfigure(loadConfiguration(stores))
      lines.configure(site.configuration.lines)
      if (kind === 'lines' && link.isConnected) link.send({ type: 'lines.configure', lines: site.configuration.lines })
      publisher.all()
    },
    gateways: () => (gateway ? [gateway] : []),
    isReady: () => link.isConnected,
    onReady(listener) {
      readyListener = listener
    },
    start() {
      lines.configure(site.configuration.lines)
      site.recover()
      publisher.all()
      housekeeping = [
        setInterval(() => publisher.sweep(), HOUSEKEEPING_MS),
        setInterval(() => link.heartbeat(), HEARTBEAT_MS),
      ]
    },
    stop() {
      for (const timer of housekeeping) clearInterval(timer)
      site.runner.flush()
      site.runner.stop()
    },
  }
}
