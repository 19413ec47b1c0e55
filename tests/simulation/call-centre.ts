// A day of a call centre in virtual time: agents and callers who do what people do, and machines that fail.

import type { CallRecord } from '../../server/call/call-inputs.ts'
import { callBackInTurn, type TurnPorts } from '../../server/callback/callback-turns.ts'
import { GatewayLink } from '../../server/gateway-link/link.ts'
import type { Me } from '../../server/protocol/web-messages.ts'
import { carryOutRoom, isRoomCommand, type RoomCommand } from '../../server/room/room-commands.ts'
import { carryOut, type OwnCommand } from '../../server/site/commands.ts'
import type { SiteConfiguration } from '../../server/site/configuration.ts'
import { tellSite } from '../../server/site/facts.ts'
import { Site } from '../../server/site/site.ts'
import { wakeUpInTime } from '../../server/wake-up/wake-up-turns.ts'
import { hoursSample } from '../harness/samples.ts'
import { quietPorts, stranger } from '../harness/site-samples.ts'
import { askCallback, cancelOpen } from './callback-acts.ts'
import { livingProblems, statesOf } from './invariants.ts'
import { MemoryEventLog } from './memory-event-log.ts'
import { actIdle, actInTalk, actOnHold, type Colleagues } from './party-acts.ts'
import { Random } from './random.ts'
import { simulatedFlow } from './simulated-flow.ts'
import { SimulatedGateway } from './simulated-gateway.ts'
import { simulatedQueues } from './simulated-queues.ts'
import { VirtualTime } from './virtual-time.ts'
import { cancelWakeUps, setWakeUp } from './wake-up-acts.ts'
import { Wire } from './wire.ts'

export type Plan = { agents: number; calls: number; durationMs: number; faults: number; wakeUps: number }
const START = Date.parse('2026-11-20T10:00:00+08:00')
const DID = '4008008888'

type Server = { site: Site; link: GatewayLink; stop(): void }

export class CallCentre {
  readonly log = new MemoryEventLog()
  readonly time = new VirtualTime(START)
  readonly records: CallRecord[] = []
  readonly problems: string[] = []
  /** Recordings that any gateway boot began. */
  readonly recordingsBegun = new Set<string>()
  gateway: SimulatedGateway
  server: Server | null = null
  private readonly random: Random
  private readonly wire = new Wire(this.time)
  private readonly configuration: SiteConfiguration
  private boots = 0
  private ids = 0
  private connections = 0
  /** The machines of the server that was killed, when all they knew was on disk. */
  private before: string | null = null
  /** How far the server's wall clock is off; changes when it starts. */
  private offset = 0
  constructor(
    seed: number,
    private readonly plan: Plan,
  ) {
    this.random = new Random(seed)
    const agents = Array.from({ length: plan.agents }, (_, i) => `a${i + 1}`)
    this.configuration = {
      seatCodec: 'auto',
      superviseTold: false,
      pickUpLockMs: 0,
      people: new Map(
        agents.map((id) => [id, { id, number: id, name: id, role: 'agent', language: 'zh-CN', seatCodec: null }]),
      ),
      queues: simulatedQueues(agents, this.random),
      flows: [simulatedFlow(agents, this.random)],
      dids: [{ number: DID, name: 'Service', flow: 'service' }],
      hours: [hoursSample('open')],
      lines: [],
      teams: [],
      skills: [],
    }
    this.startServer()
    this.gateway = this.makeGateway(new Map())
    for (const id of agents) this.time.after(this.random.between(0, 5000), () => this.agentArrives(id))
    for (let i = 0; i < plan.calls; i++)
      this.time.after(this.random.between(5000, plan.durationMs), () => this.callerArrives(i))
    for (let i = 0; i < plan.agents; i++)
      this.time.after(this.random.between(5000, plan.durationMs), () => this.wantsCallback(i))
    for (let i = 0; i < plan.wakeUps; i++)
      this.time.after(this.random.between(5000, plan.durationMs), () => this.wantsWakeUp(i))
    this.time.after(plan.durationMs + 1_500_000, () => this.evening())
    for (let i = 0; i < plan.faults; i++)
      this.time.after(this.random.between(20_000, plan.durationMs), () => this.fault())
  }

  /** Runs the day and then long enough for everything to end. */
  run(): void {
    this.time.run(START + this.plan.durationMs)
    this.time.run(START + this.plan.durationMs + 3_600_000)
  }

  private startServer(): void {
    const clock = this.time.clock(this.offset)
    this.boots += 1
    const bootId = `server-${this.boots}`
    const link: GatewayLink = new GatewayLink({
      bootId,
      isToken: SimulatedGateway.isToken,
      factsThrough: (gatewayId, boot) => this.log.factsThrough(gatewayId, boot),
      now: clock.now,
      take: (gatewayId, boot, seq, fact, stored) => {
        site.runner.run(() => {
          tellSite(site, ports, fact)
          site.runner.batch.factsThrough.push({ gatewayId, bootId: boot, seq })
        })
        site.runner.afterCommit(stored)
      },
      connected: () => {},
      disconnected: () => {},
    })
    const nothing = () => {}
    const ports = {
      newCallId: () => `c${++this.ids}`,
      number: (presented: string) => presented,
      caller: () => stranger,
      refused: nothing,
      seatAnswered: nothing,
      seatCodec: nothing,
      seatState: nothing,
      lineChanged: nothing,
      recordingFailed: nothing,
      recordingFinished: nothing,
      recordingsRunning: nothing,
      storage: nothing,
      promptFailed: nothing,
      sounded: nothing,
      phone: nothing,
      pendingLegs: () => link.pendingLegs(),
    }
    const site: Site = new Site(
      quietPorts({
        clock,
        log: this.log,
        send: (command) => link.send(command),
        changed: () => this.problems.push(...livingProblems(site)),
        ended: (record) => void this.records.push(record),
      }),
      this.configuration,
    )
    site.recover()
    if (this.before !== null && this.before !== statesOf(site))
      this.problems.push(`server ${this.boots} came back as another`)
    site.asks.recovered()
    const beat = () => {
      link.heartbeat()
      callBackInTurn(site, this.dialPorts(link))
      wakeUpInTime(site, this.dialPorts(link))
      clock.at(clock.now() + 3000, beat)
    }
    beat()
    this.server = { site, link, stop: () => clock.stop() }
    this.wire.server = link
  }

  private makeGateway(leftOver: Map<string, string>): SimulatedGateway {
    this.boots += 1
    return new SimulatedGateway(
      this.time,
      this.random,
      this.wire,
      `gateway-${this.boots}`,
      leftOver,
      (legId) => this.callerAnswered(legId),
      (recordingId) => void this.recordingsBegun.add(recordingId),
    )
  }

  private fault(): void {
    const kind = this.random.next()
    if (kind < 0.35) this.cutLink()
    else if (kind < 0.65) this.killServer()
    else if (kind < 0.85) this.loseSeat()
    else this.killGateway()
  }

  private cutLink(): void {
    this.wire.isUp = false
    this.wire.cut()
    this.time.after(this.random.between(100, 8000), () => {
      this.wire.isUp = true
    })
  }

  /** The wall clock may have been set by up to an hour while the server was down. */
  private killServer(): void {
    if (!this.server) return
    const { site } = this.server
    this.before = site.runner.batch.inputs.length === 0 ? statesOf(site) : null
    this.server.stop()
    this.server = null
    this.wire.server = null
    this.wire.cut()
    if (this.random.chance(0.3)) this.offset += this.random.between(-3_600_000, 3_600_000)
    this.time.after(this.random.between(200, 4000), () => this.startServer())
  }

  private killGateway(): void {
    if (!this.gateway.isRunning) return
    const leftOver = this.filesOnDisk()
    this.gateway.kill()
    this.wire.cut()
    this.time.after(this.random.between(500, 3000), () => {
      this.gateway = this.makeGateway(leftOver)
      for (const id of this.configuration.people.keys())
        this.time.after(this.random.between(500, 4000), () => this.connectSeat(id))
    })
  }

  /** A file stays on the gateway's disk until the server has it; a new boot reports each that it finds. */
  private filesOnDisk(): Map<string, string> {
    const known = this.log.batches.flatMap((batch) => batch.notes).filter((note) => note.type === 'recording.finished')
    const finished = new Set(known.map((note) => note.machineId))
    const left = [...this.recordingsBegun].filter((id) => !finished.has(id))
    return new Map(left.map((id) => [id, id.replace(/\.r\d+$/, '')]))
  }

  private loseSeat(): void {
    const id = this.random.pick([...this.configuration.people.keys()])
    this.gateway.loseSeat(id)
    this.time.after(this.random.chance(0.7) ? this.random.between(500, 15_000) : 40_000, () => this.connectSeat(id))
  }

  private connectSeat(id: string): void {
    this.connections += 1
    this.gateway.connectSeat(id, `k${this.connections}`)
  }

  private dialPorts(link: GatewayLink): TurnPorts {
    return {
      newCallId: () => `c${++this.ids}`,
      gatewayConnected: () => link.isConnected,
      outbound: (typed) => ({ ok: true, customer: typed, dial: typed }),
      outboundLine: () => ({ ok: true, lineId: 'trunk', from: DID, withheld: false }),
    }
  }

  private command(agentId: string, command: OwnCommand | RoomCommand): boolean {
    if (!this.server) return false
    if (isRoomCommand(command)) return carryOutRoom(this.server.site, command).ok
    const me: Me = {
      userId: agentId,
      role: 'agent',
      agentId,
      number: agentId,
      name: agentId,
      language: 'zh-CN',
      rights: [],
      leads: null,
    }
    const reply = carryOut(
      this.server.site,
      {
        ...this.dialPorts(this.server.link),
        takeSeat: () => {},
        startLoop: () => {},
        endLoop: () => {},
        keepQuietCall: () => false,
      },
      me,
      'tab',
      command,
    )
    return reply.ok
  }

  private agentArrives(id: string): void {
    this.connectSeat(id)
    this.agentActs(id)
  }

  /** Every second or so an agent looks at the screen and does what there is to do. */
  private agentActs(id: string): void {
    this.time.after(this.random.between(400, 2500), () => this.agentActs(id))
    if (!this.server || this.time.time > START + this.plan.durationMs + 1_800_000) return
    const { activity } = this.server.site.agent(id)
    switch (activity.name) {
      case 'idle':
        this.idleAgent(id)
        return
      case 'ringing':
        if (this.random.chance(0.6)) this.command(id, { type: 'call.answer', id: '1', callId: activity.callId })
        else if (this.random.chance(0.05)) this.command(id, { type: 'call.decline', id: '1', callId: activity.callId })
        return
      case 'talking':
        this.talkingAgent(id, activity.callId)
        return
      case 'holding':
        if (this.random.chance(0.3))
          actOnHold(this.colleagues(this.server.site), id, activity.callId, (command) => this.command(id, command))
        return
      case 'supervising':
        this.supervisor(id, activity.callId)
        return
      case 'wrap-up':
        if (this.random.chance(0.1)) this.command(id, { type: 'agent.finish-wrap-up', id: '1' })
    }
  }

  /** Whoever is free may look in on a call of somebody else. */
  private lookIn(id: string): void {
    const calls = [...(this.server?.site.runner.all('call') ?? [])]
    const talking = calls.filter((call) => call.state === 'live' && call.stage.name === 'talking')
    if (talking.length === 0) return
    const type = this.random.pick(['supervise.listen', 'supervise.barge', 'supervise.take-over'] as const)
    this.command(id, { type, id: '1', callId: this.random.pick(talking).id })
  }

  /** A supervisor moves a caller, or sets somebody's presence. */
  private inRoom(id: string): void {
    const entries = [...(this.server?.site.runner.all('queue-entry') ?? [])]
    const callIds = entries.flatMap((entry) =>
      entry.state === 'waiting' || entry.state === 'offered' ? entry.callId : [],
    )
    const agentId = this.random.pick([...this.configuration.people.keys()])
    const callId = callIds.length > 0 ? this.random.pick(callIds) : null
    const what = this.random.next()
    if (callId !== null && what < 0.3) this.command(id, { type: 'room.to-head', id: '1', callId })
    else if (callId !== null && what < 0.6)
      this.command(id, { type: 'room.move', id: '1', callId, queueId: this.random.pick(['service', 'overflow']) })
    else if (what < 0.7) this.command(id, { type: 'room.sign-out', id: '1', agentId })
    else if (what < 0.8)
      this.command(id, { type: 'room.presence', id: '1', agentId, presence: 'not-ready', reason: 'meeting' })
    else this.command(id, { type: 'room.presence', id: '1', agentId, presence: 'available', reason: null })
  }

  private supervisor(id: string, callId: string): void {
    const what = this.random.next()
    if (what < 0.05) this.command(id, { type: 'supervise.take-over', id: '1', callId })
    else if (what < 0.08) this.command(id, { type: 'supervise.hang-up', id: '1', callId })
    else if (what < 0.2) this.command(id, { type: 'supervise.leave', id: '1' })
    else if (what < 0.4) this.command(id, { type: 'supervise.whisper', id: '1', callId })
  }

  private colleagues(site: Site): Colleagues {
    return { site, random: this.random, ids: [...this.configuration.people.keys()] }
  }

  private idleAgent(id: string): void {
    const presence = this.server?.site.agent(id).presence
    const isLate = this.time.time > START + this.plan.durationMs
    const what = this.random.next()
    if (presence === 'signed-out') this.command(id, { type: 'agent.sign-in', id: '1' })
    else if (presence === 'not-ready') {
      if (what < 0.2) this.command(id, { type: 'agent.set-presence', id: '1', presence: 'available', reason: null })
    } else if (what < 0.004)
      this.command(id, { type: 'agent.set-presence', id: '1', presence: 'not-ready', reason: 'break' })
    else if (!isLate && what < 0.008)
      this.command(id, { type: 'call.dial', id: '1', to: '13800138000', customerId: null })
    else if (what < 0.02) this.lookIn(id)
    else if (what < 0.035) this.inRoom(id)
    else if (!isLate && this.server) actIdle(this.colleagues(this.server.site), (command) => this.command(id, command))
  }

  private talkingAgent(id: string, callId: string): void {
    const what = this.random.next()
    if (what < 0.04) this.command(id, { type: 'call.hang-up', id: '1', callId })
    else if (what < 0.07) this.command(id, { type: 'call.hold', id: '1', callId })
    else if (what < 0.1) this.command(id, { type: 'call.mute', id: '1', callId, muted: this.random.chance(0.5) })
    else if (this.server) actInTalk(this.colleagues(this.server.site), callId, (command) => this.command(id, command))
  }

  private callerArrives(n: number): void {
    const legId = `caller-${n}`
    this.gateway.offer(legId, this.random.chance(0.03) ? '12345' : DID, `1380000${String(n).padStart(4, '0')}`)
    const patience = this.random.chance(0.05) ? this.random.between(10, 3000) : this.random.exponential(120_000) + 5000
    this.time.after(patience, () => this.gateway.callerHangsUp(legId))
    // A caller whom nobody answers at all gives up.
    this.time.after(60_000, () => {
      if (this.gateway.legs.get(legId)?.state === 'offered') this.gateway.callerHangsUp(legId)
    })
  }

  private wantsCallback(n: number): void {
    if (this.server) askCallback(this.server.site, this.random, n)
  }

  /** Whoever finds the server down comes back a little later. */
  private wantsWakeUp(n: number): void {
    if (this.server) setWakeUp(this.server.site, this.random, n)
    else this.time.after(5000, () => this.wantsWakeUp(n))
  }

  private evening(): void {
    if (!this.server) return
    cancelOpen(this.server.site)
    cancelWakeUps(this.server.site)
  }

  private callerAnswered(legId: string): void {
    const key = this.random.next()
    if (key < 0.75) this.time.after(this.random.between(4000, 9000), () => this.gateway.digit(legId, '1'))
    else if (key < 0.9) this.time.after(this.random.between(4000, 9000), () => this.gateway.digit(legId, '2'))
    else if (key < 0.95) this.time.after(5000, () => this.gateway.digit(legId, '7'))
    if (this.random.chance(0.15))
      this.time.after(this.random.between(10_000, 40_000), () =>
        this.gateway.digit(legId, this.random.pick(['9', '7', '5', '5'])),
      )
  }
}
