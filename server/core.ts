// The deciding core put together: site, gateway link, publisher, alarms; what HTTP and the live socket ask of it.
import type { AnyElysia } from 'elysia'
import type { GatewayFact } from '#protocol/gateway-messages'
import type { GatewayView } from '#protocol/room-views'
import type { TollBlock } from '#protocol/toll-guard'
import type { Me, WebCommand } from '#protocol/web-messages'
import { alarmSettings } from './alarm/alarm-limits.ts'
import { AlarmWatch } from './alarm/alarm-watch.ts'
import { Alarms } from './alarm/alarms.ts'
import type { OpenCallback } from './callback/callback.ts'
import type { CallbackWish } from './callback/callback-inputs.ts'
import { callBackInTurn, openCallbacks } from './callback/callback-turns.ts'
import { systemClock } from './clock.ts'
import { type CorePieces, commandPorts, factPorts, publisherPorts, roomText, sitePorts } from './core-ports.ts'
import { tollGuardOf } from './core-toll.ts'
import { GatewayLink } from './gateway-link/link.ts'
import { linkRoutes } from './gateway-link/link-routes.ts'
import type { ConfigKind, Parts } from './http/parts.ts'
import { noteState } from './line/line-log.ts'
import type { CommandReply, CorePort, DemoTelephonePort } from './live/core-port.ts'
import type { Inputs, MachineName } from './machine/inputs.ts'
import { dialTarget } from './number/dial-target.ts'
import type { TollGuard } from './outbound/toll-guard.ts'
import { explainAgent } from './queue/explain-agent.ts'
import { RecordingAging } from './recording/aging.ts'
import { recordingSettings } from './recording/recording-settings.ts'
import { roomOf } from './recording/storage-room.ts'
import { carryOutRoom, isRoomCommand, type RoomCommand, roomEntry, roomNotice } from './room/room-commands.ts'
import { SqlEventLog } from './runner/sql-event-log.ts'
import { carryOut, type OwnCommand } from './site/commands.ts'
import { loadConfiguration } from './site/configuration-store.ts'
import { DemoTelephoneExchange } from './site/demo-telephone-exchange.ts'
import { tellSite } from './site/facts.ts'
import { Lines } from './site/lines.ts'
import { consoleEntry } from './site/party-audit.ts'
import { Publisher } from './site/publisher.ts'
import { QuietCalls, type QuietTerms } from './site/quiet-calls.ts'
import { SeatLoops } from './site/seat-loops.ts'
import { SeatTabs } from './site/seat-tabs.ts'
import { Site } from './site/site.ts'
import { quietTerms } from './site/site-settings.ts'
import { newId } from './store/stores.ts'
import { superviseEntry } from './supervise/supervise-commands.ts'
import { sameToken } from './user/token.ts'
import type { OpenWakeUp } from './wake-up/wake-up.ts'
import type { WakeUpWish } from './wake-up/wake-up-inputs.ts'
import { openWakeUps, wakeUpInTime } from './wake-up/wake-up-turns.ts'

const HOUSEKEEPING_MS = 5000
const HEARTBEAT_MS = 3000
const DISK_MS = 5000
const ALARMS_MS = 1000
const TOLL_MS = 1000
const CALLBACKS_MS = 1000
const WAKE_UPS_MS = 1000

export class Core implements CorePort, CorePieces {
  readonly clock = systemClock()
  readonly alarms: Alarms
  readonly lines: Lines
  readonly toll: TollGuard
  readonly seats: SeatTabs
  readonly loops: SeatLoops
  readonly quiet: QuietCalls
  readonly log: SqlEventLog
  readonly link: GatewayLink
  readonly site: Site
  readonly publisher: Publisher
  readonly telephones: DemoTelephoneExchange
  private readonly aging: RecordingAging
  private readonly watch: AlarmWatch
  private gateway: GatewayView | null = null
  private quietTerms: QuietTerms
  private readyListener = () => {}
  private timers: ReturnType<typeof setInterval>[] = []

  constructor(
    readonly parts: Parts,
    readonly fatal: (cause: unknown) => void,
  ) {
    const { publish } = parts.hub
    this.alarms = new Alarms(publish, parts.alarmLog, this.clock.now)
    this.lines = new Lines(publish, this.alarms, this.clock.now, (lineId, at, news) =>
      noteState(parts.stores.events, lineId, at, news),
    )
    this.toll = tollGuardOf(this)
    this.seats = new SeatTabs(parts.hub)
    this.log = new SqlEventLog(parts.stores.events)
    this.link = this.makeLink()
    this.loops = new SeatLoops(this.clock, newId, (command) => this.link.send(command))
    this.telephones = new DemoTelephoneExchange((command) => this.link.send(command))
    this.site = new Site(sitePorts(this), loadConfiguration(parts.stores.core))
    this.quietTerms = quietTerms(parts.stores.core)
    this.quiet = this.watchQuietCalls()
    this.publisher = new Publisher(this.site, publisherPorts(this))
    const soundOf = (callId: string) => this.publisher.soundOf(callId)
    this.watch = new AlarmWatch(this.site, this.alarms, soundOf, alarmSettings(parts.stores.core))
    this.aging = new RecordingAging(parts)
    this.addMetrics()
  }

  start(): void {
    this.lines.configure(this.site.configuration.lines)
    this.site.recover()
    this.site.asks.recovered()
    this.site.reconfigure(this.site.configuration)
    this.publisher.all()
    this.toll.start()
    this.watchDisk()
    this.aging.start()
    this.parts.notices.start()
    this.timers = [
      setInterval(() => this.publisher.sweep(), HOUSEKEEPING_MS),
      setInterval(() => this.link.heartbeat(), HEARTBEAT_MS),
      setInterval(() => this.watchDisk(), DISK_MS),
      setInterval(() => this.watch.look(), ALARMS_MS),
      setInterval(() => this.toll.look(), TOLL_MS),
      setInterval(() => callBackInTurn(this.site, commandPorts(this)), CALLBACKS_MS),
      setInterval(() => wakeUpInTime(this.site, commandPorts(this)), WAKE_UPS_MS),
    ]
  }

  /** Writes what waits and stops deciding; calls keep their sound in the gateway. */
  stop(): void {
    for (const timer of this.timers) clearInterval(timer)
    this.aging.stop()
    this.site.runner.flush()
    this.site.runner.stop()
  }

  /** Calls can be taken: the gateway is here. */
  isReady(): boolean {
    return this.link.isConnected
  }

  /** Called once, when a gateway has told all that lives in it. */
  onReady(listener: () => void): void {
    this.readyListener = listener
  }

  gateways(): GatewayView[] {
    return this.gateway ? [this.gateway] : []
  }

  get demoTelephone(): DemoTelephonePort {
    return this.telephones
  }

  gatewayPlugin(): AnyElysia {
    return linkRoutes(this.link, this.parts.log)
  }

  command(me: Me, tabId: string, command: WebCommand): Promise<CommandReply> {
    const reply = this.carriedOut(me, tabId, command)
    return new Promise((resolve) => this.site.runner.afterCommit(() => resolve(reply)))
  }

  private carriedOut(me: Me, tabId: string, command: WebCommand): CommandReply {
    if (command.type === 'alarm.acknowledge') return this.acknowledge(me, command.alarmId)
    return isRoomCommand(command) ? this.inRoom(me, command) : this.atSeat(me, tabId, command)
  }

  private acknowledge({ userId, name }: Me, alarmId: string): CommandReply {
    if (!this.alarms.acknowledge(alarmId, name)) return { ok: false, reason: 'already-acknowledged' }
    this.parts.audit.record({ userId, action: 'alarm-acknowledged', object: alarmId, source: 'live' })
    return { ok: true }
  }

  private atSeat(me: Me, tabId: string, asked: OwnCommand): CommandReply {
    const command = asked.type === 'call.dial' ? this.withNumber(me, asked) : asked
    if (command === null) return { ok: false, reason: 'not-found' }
    const entry = superviseEntry(this.site, command) ?? consoleEntry(this.site, command)
    const ended = command.type === 'supervise.hang-up' ? this.site.agentIn(command.callId) : null
    const reply = carryOut(this.site, commandPorts(this), me, tabId, command)
    if (reply.ok && command.type === 'call.record') this.auditGap(me, command)
    if (reply.ok && entry) this.parts.audit.record({ userId: me.userId, source: 'live', ...entry })
    if (reply.ok && ended) this.parts.notices.tell([ended.agentId], { kind: 'hung-up', from: me.name, ...ended })
    return reply
  }

  private inRoom(me: Me, command: RoomCommand): CommandReply {
    const reply = carryOutRoom(this.site, command)
    if (!reply.ok) return reply
    this.parts.audit.record({ userId: me.userId, source: 'live', ...roomEntry(this.site, command) })
    const notice = roomNotice(command)
    if (notice && notice.agentId !== me.agentId)
      this.parts.notices.tell([notice.agentId], { kind: notice.kind, from: me.name })
    return reply
  }

  private withNumber(me: Me, command: OwnCommand & { type: 'call.dial' }): OwnCommand | null {
    const to = dialTarget(this.parts, me, command)
    return to === null ? null : { ...command, to }
  }

  private auditGap({ userId }: Me, { callId, keeping }: WebCommand & { type: 'call.record' }): void {
    const actions = { keep: 'recording-resumed', pause: 'recording-paused', mask: 'recording-masked' } as const
    this.parts.audit.record({ userId, action: actions[keeping], object: callId, source: 'live' })
  }

  explain(callId: string): ReturnType<Site['explain']> {
    return this.site.explain(callId)
  }

  explainAgent(agentId: string): ReturnType<CorePort['explainAgent']> {
    const { configuration, routing } = this.site
    return configuration.people.has(agentId) ? explainAgent(routing, agentId, this.clock.now()) : null
  }

  tollBlocks(): TollBlock[] {
    return this.toll.blocks.list()
  }

  liftTollBlock(id: string, by: string): boolean {
    return this.toll.blocks.lift(id, by)
  }

  callbacks(): OpenCallback[] {
    return openCallbacks(this.site)
  }

  askCallback(wish: CallbackWish): Promise<string> {
    const id = newId()
    return this.told('callback', id, { type: 'ask', wish }).then(() => id)
  }

  cancelCallback(id: string): Promise<void> {
    return this.told('callback', id, { type: 'cancel' })
  }

  wakeUps(): OpenWakeUp[] {
    return openWakeUps(this.site)
  }

  setWakeUp(wish: WakeUpWish): Promise<string> {
    const id = newId()
    return this.told('wake-up', id, { type: 'set', wish }).then(() => id)
  }

  cancelWakeUp(id: string): Promise<void> {
    return this.told('wake-up', id, { type: 'cancel' })
  }

  /** Resolves when it is on disk. */
  private told<M extends MachineName>(machine: M, id: string, input: Inputs[M]): Promise<void> {
    this.site.runner.dispatch(machine, id, input)
    return new Promise((resolve) => this.site.runner.afterCommit(resolve))
  }

  tabClosed(me: Me, tabId: string): void {
    this.seats.closed(me.agentId, tabId)
  }

  configChanged(kind: ConfigKind): void {
    if (kind === 'prompts') this.alarms.clear('prompt-broken')
    if (kind === 'recordings') {
      this.watchDisk()
      void this.aging.look()
    }
    if (kind === 'recordings' && this.link.isConnected) this.configureRecordings()
    if (kind === 'site') this.quietTerms = quietTerms(this.parts.stores.core)
    if (kind === 'alarms') this.watch.settings = alarmSettings(this.parts.stores.core)
    if (kind === 'customers' || kind === 'numbers') this.publisher.namesChanged()
    this.site.reconfigure(loadConfiguration(this.parts.stores.core))
    const { lines } = this.site.configuration
    this.lines.configure(lines)
    if (kind === 'lines' && this.link.isConnected) this.link.send({ type: 'lines.configure', lines })
    this.publisher.all()
  }

  private watchQuietCalls(): QuietCalls {
    return new QuietCalls({
      clock: this.clock,
      terms: () => this.quietTerms,
      isTalking: (callId) => this.site.liveCall(callId)?.stage.name === 'talking',
      changed: (callId) => this.publisher.callChanged(callId),
      end: (callId) => this.site.runner.dispatch('call', callId, { type: 'forgotten' }),
    })
  }

  private makeLink(): GatewayLink {
    return new GatewayLink({
      bootId: newId(),
      isToken: (token) => sameToken(token, this.parts.gatewayToken),
      factsThrough: (gatewayId, bootId) => this.log.factsThrough(gatewayId, bootId),
      now: this.clock.now,
      take: (gatewayId, bootId, seq, fact, stored) => this.take({ gatewayId, bootId, seq }, fact, stored),
      connected: (id) => this.gatewayConnected(id),
      disconnected: (id) => this.gatewayAway(id),
    })
  }

  private take(from: { gatewayId: string; bootId: string; seq: number }, fact: GatewayFact, stored: () => void): void {
    const { runner } = this.site
    this.toll.heard(fact)
    runner.run(() => {
      tellSite(this.site, factPorts(this), fact)
      runner.batch.factsThrough.push(from)
    })
    runner.afterCommit(stored)
    if (fact.type !== 'gateway.snapshot') return
    this.readyListener()
    this.readyListener = () => {}
  }

  private gatewayConnected(id: string): void {
    this.showGateway(id, true)
    this.alarms.clear('gateway-away')
    this.link.send({ type: 'lines.configure', lines: this.site.configuration.lines })
    this.configureRecordings()
  }

  gatewayId(): string {
    return this.gateway?.id ?? ''
  }

  private configureRecordings(): void {
    const { floorPercent, floorBytes } = recordingSettings(this.parts.stores.core)
    const publicKey = this.parts.masterKey.publicKey.toString('hex')
    this.link.send({ type: 'recordings.configure', publicKey, floorPercent, floorBytes })
  }

  private gatewayAway(id: string): void {
    this.showGateway(id, false)
    this.alarms.raise('gateway-away', id, '')
    this.lines.gatewayAway()
    this.parts.log.warn({ gateway: id }, 'the gateway is away')
  }

  private showGateway(id: string, connected: boolean): void {
    this.gateway = { id, connected, since: this.clock.now() }
    this.parts.hub.publish([{ kind: 'gateway', id, value: this.gateway }])
  }

  /** The disk that recordings are brought to; the gateway watches its own. */
  private watchDisk(): void {
    const { dataDir } = this.parts.config
    const room = roomOf(dataDir, recordingSettings(this.parts.stores.core))
    if (!room.isLow) this.alarms.clear('disk-low', dataDir)
    else this.alarms.raise('disk-low', dataDir, roomText(room))
  }

  private addMetrics(): void {
    const { metrics } = this.parts
    metrics.gauge('trunkline_ignored_inputs', 'Inputs that meant nothing in the state they met.', () =>
      Object.entries(this.site.runner.ignored).map(([machine, value]) => ({ labels: { machine }, value })),
    )
    metrics.gauge('trunkline_machines', 'Calls, legs, queue entries, agents and flow runs that are alive.', () =>
      this.site.runner.alive.map(({ machine, count }) => ({ labels: { machine }, value: count })),
    )
    metrics.gauge('trunkline_timers', 'Timers of theirs.', () => this.site.runner.runningTimers)
    const room = () => roomOf(this.parts.config.dataDir, recordingSettings(this.parts.stores.core))
    metrics.gauge('trunkline_disk_free_bytes', 'Room on the disk of the data.', () => room().freeBytes)
    metrics.gauge('trunkline_disk_floor_bytes', 'Room that recordings leave free there.', () => room().floorBytes)
    metrics.gauge('trunkline_gateway_connected', 'Is a gateway here?', () => Number(this.link.isConnected))
  }
}
