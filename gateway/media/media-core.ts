// What runs in the media worker: carries out commands, keeps the clock, reports facts. SPEC.md.
import { isIP } from 'node:net'
import type { LegId } from '#protocol/ids'
import type { DatagramIo } from '../datagram/datagram-io.ts'
import { openDatagramIo } from '../datagram/open-io.ts'
import { meanOpinionScore } from '../rtp/voice-quality.ts'
import type { ControlLink } from '../webrtc/control-link.ts'
import { SeatPorts } from '../webrtc/seat-ports.ts'
import type { ConnectionOptions } from '../webrtc/webrtc-connection.ts'
import { Crossings } from './crossings.ts'
import { Floor } from './floor.ts'
import { FRAME_MS, FrameClock, type Scheduler, type TickReport } from './frame-clock.ts'
import { LegAnalyser } from './leg-analyser.ts'
import { type MediaCounters, newCounters } from './media-counters.ts'
import type { MediaFact } from './media-engine.ts'
import type { MediaLeg } from './media-leg.ts'
import type { FromMediaWorker, MediaConfig, ToMediaWorker } from './media-messages.ts'
import { Phones } from './phones.ts'
import { Players } from './players.ts'
import { Recorders } from './recorders.ts'
import { RtpPort } from './rtp-port.ts'
import { Seats } from './seats.ts'
import { SoundFiles } from './sound-files.ts'
import type { ModuleHost, StartWorkerModule, WorkerModule } from './worker-module.ts'

/** Sockets are read so often: what that adds to the way of a packet, batches save many times over. */
const POLL_MS = FRAME_MS / 4
const TICKS_A_SECOND = 50
const QUALITY_TICKS = 5 * TICKS_A_SECOND

type Command = Exclude<ToMediaWorker, { type: 'start' }>
type SoundCommand = Extract<
  Command,
  { type: 'start-player' | 'stop-player' } | { type: `${string}-recording${string}` }
>

export type CoreOptions = {
  config: MediaConfig
  control: ControlLink
  scheduler: Scheduler
  post: (message: FromMediaWorker) => void
}

export class MediaCore {
  /** The time at which the step or tick at hand began: asking the system for each packet would cost more than it tells. */
  #now: number
  readonly #time: () => number
  readonly #counters: MediaCounters = newCounters()
  readonly #io: DatagramIo
  readonly #floor: Floor
  readonly #crossings: Crossings
  readonly #players: Players
  readonly #seats: Seats
  readonly #phones: Phones
  readonly #rtpPorts = new Map<LegId, RtpPort>()
  readonly #recorders: Recorders
  readonly #toldSilent = new Set<LegId>()
  readonly #modules: WorkerModule[]
  readonly #clock: FrameClock

  constructor(
    private readonly options: CoreOptions,
    modules: readonly StartWorkerModule[],
  ) {
    const { config, control, scheduler } = options
    this.#io = openDatagramIo(config.datagrams)
    this.#now = scheduler.now()
    const now = this.#io.kind === 'batched' ? () => this.#now : scheduler.now
    this.#time = now
    this.#floor = new Floor(
      {
        digit: (leg, digit, source) => this.#onDigit(leg, digit, source),
        playerDone: (leg) => this.#players.stopOn(leg, 'done'),
      },
      now,
    )
    this.#crossings = new Crossings(this.#floor)
    this.#players = new Players(new SoundFiles(), (fact) => this.#emit(fact))
    this.#recorders = new Recorders(this.#floor, config, now, (fact) => this.#emit(fact))
    const range = { address: config.address, ...config.webrtcPorts }
    const connections: ConnectionOptions = {
      io: this.#io,
      ports: new SeatPorts(this.#io, range, this.#counters),
      address: config.address,
      announced: config.announced,
      control,
      counters: this.#counters,
      now,
    }
    this.#seats = new Seats(connections, (fact) => this.#emit(fact))
    this.#phones = new Phones(connections, (fact) => this.#emit(fact))
    this.#modules = modules.map((start) => this.#startModule(start))
    this.#clock = new FrameClock(scheduler, this.#io.kind === 'batched' ? POLL_MS : FRAME_MS, {
      step: () => {
        this.#now = scheduler.now()
        return this.#io.poll() + this.#crossings.poll() > 0
      },
      tick: (tick, report) => this.#tick(tick, report),
    })
  }

  execute(command: Command): void {
    if (command.type === 'open-rtp') void this.#openRtp(command)
    else if (command.type === 'set-remote') this.#rtpPorts.get(command.legId)?.setRemote(command.remote)
    else if (command.type === 'close-leg') this.#closeLeg(command.legId)
    else if (command.type === 'open-seat-leg') {
      this.#floor.open(command.legId, (sink) => this.#seats.of(command.seatId).makePort(sink))
    } else if (command.type === 'send-digits') this.#floor.legs.get(command.legId)?.digits.enqueue(command.digits)
    else if (command.type === 'listen-for-tones') this.#floor.listenForTones(command.legId)
    else if (command.type === 'analyse-leg') this.#analyse(command)
    else if (command.type === 'open-cross') this.#crossings.open(command.order)
    else if (command.type === 'close-cross') this.#crossings.close(command.legId)
    else if (command.type === 'set-room') this.#floor.setRoom(command.roomId, command.members)
    else if (command.type === 'stats') this.#tellStats(command.request)
    else if (command.type === 'close') void this.#close(command.request)
    else if (command.type === 'module') this.#module(command.name)?.handle(command.message)
    else if (command.type === 'warm-seat') this.#seats.warm(command.seatId, command.ms)
    else if (command.type === 'connect-seat' || command.type === 'disconnect-seat') this.#onSeat(command)
    else if (command.type === 'connect-phone' || command.type === 'disconnect-phone') this.#onPhone(command)
    else this.#onSound(command)
  }

  #onSeat(command: Extract<Command, { type: 'connect-seat' | 'disconnect-seat' }>): void {
    if (command.type === 'disconnect-seat') this.#seats.disconnect(command.seatId)
    else this.#seats.connect(command.seatId, command.connectionId, command.sdp, command.codec)
  }

  #onPhone(command: Extract<Command, { type: 'connect-phone' | 'disconnect-phone' }>): void {
    if (command.type === 'disconnect-phone') this.#phones.disconnect(command.phoneId)
    else this.#phones.connect(command.phoneId, command.connectionId, command.sdp)
  }

  #onSound(command: SoundCommand): void {
    if (command.type === 'start-player') {
      this.#players.start(command.player, this.#floor.legs.get(command.player.legId))
    } else if (command.type === 'stop-player') this.#players.stop(command.playerId)
    else if (command.type === 'start-recording') this.#recorders.start(command.recording)
    else if (command.type === 'stop-recording') this.#recorders.stop(command.recordingId)
    else if (command.type === 'turn-recording') this.#recorders.turn(command.recordingId, command.keeping)
    else this.#recorders.configure(command.settings)
  }

  /** A module that nobody started gets nothing. */
  #module(name: string): WorkerModule | undefined {
    return this.#modules.find((module) => module.name === name)
  }

  async #openRtp({ request, legId, family }: Extract<ToMediaWorker, { type: 'open-rtp' }>): Promise<void> {
    const { config, post } = this.options
    const address = [config.address, config.address6].find((own) => own !== null && isIP(own) === family)
    if (!address) {
      post({ type: 'rtp-refused', request, detail: `no IPv${family} address for sound` })
      return
    }
    let port: RtpPort | null = null
    const leg = this.#floor.open(legId, (sink) => {
      port = new RtpPort(sink, { io: this.#io, counters: this.#counters, now: this.#time })
      this.#rtpPorts.set(legId, port)
      return port
    })
    if (leg === null || port === null) {
      post({ type: 'rtp-refused', request, detail: `leg ${legId} exists already` })
      return
    }
    try {
      const opened = await (port as RtpPort).open({ address, ...config.rtpPorts })
      post({ type: 'rtp-opened', request, ...opened })
    } catch (error) {
      this.#closeLeg(legId)
      post({ type: 'rtp-refused', request, detail: error instanceof Error ? error.message : String(error) })
    }
  }

  #closeLeg(legId: LegId): void {
    const leg = this.#floor.close(legId)
    if (leg === null) return
    this.#players.stopOn(leg, 'stopped')
    this.#recorders.stopOn(leg)
    this.#rtpPorts.delete(legId)
    this.#toldSilent.delete(legId)
  }

  #analyse({ legId, order }: Extract<Command, { type: 'analyse-leg' }>): void {
    const leg = this.#floor.legs.get(legId)
    if (leg === undefined) return
    leg.analyser = new LegAnalyser(order, {
      answeredBy: (answer) => this.#emit({ type: 'leg.answered-by', legId, ...answer }),
      fax: (tone) => this.#emit({ type: 'leg.fax-detected', legId, tone }),
      over: () => {
        leg.analyser = null
      },
    })
  }

  #onDigit(leg: MediaLeg, digit: string, source: 'rfc4733' | 'in-band'): void {
    // F6: the worker in which the leg itself lives has told it.
    if (this.#crossings.has(leg.legId)) return
    this.#emit({ type: 'leg.digit', legId: leg.legId, digit, source })
    this.#players.barge(leg)
  }

  #tick(tick: number, report: TickReport): void {
    const counters = this.#counters
    counters.ticks++
    counters.ticksSkipped += report.skipped
    counters.latenessSumMs += report.lateMs
    counters.latenessMaxMs = Math.max(counters.latenessMaxMs, report.lateMs)
    for (const module of this.#modules) module.tick?.(tick)
    this.#phones.tick()
    this.#crossings.tick()
    this.#seats.tick()
    this.#floor.tick(tick)
    this.#recorders.tick(tick)
    if (tick % TICKS_A_SECOND === 0) this.#everySecond()
    if (tick % QUALITY_TICKS === 0) this.#tellQuality()
    this.#io.flush()
  }

  #everySecond(): void {
    const wallMs = Date.now()
    this.#seats.everySecond(wallMs)
    this.#phones.everySecond(wallMs)
    for (const [legId, port] of this.#rtpPorts) {
      port.sendReport(wallMs)
      const isSilent = port.silentMs > this.options.config.silentAfterMs
      if (!isSilent) this.#toldSilent.delete(legId)
      else if (!this.#toldSilent.has(legId)) {
        this.#toldSilent.add(legId)
        this.#emit({ type: 'leg.silent', legId })
      }
    }
  }

  #tellQuality(): void {
    for (const leg of this.#floor.legs.values()) {
      const quality = leg.port.takeQuality()
      if (quality === null || quality.received === 0) continue
      const { codec, received, lost, jitterMs, roundTripMs } = quality
      this.#counters.packetsLost += lost
      const oneWayMs = (roundTripMs ?? 0) / 2
      const mos = meanOpinionScore(codec, lost / (received + lost), oneWayMs)
      const there = quality.there && {
        lostShare: quality.there.lostShare,
        jitterMs: quality.there.jitterMs,
        mos: meanOpinionScore(quality.there.codec, quality.there.lostShare, oneWayMs),
      }
      const quietMs = leg.recorder?.quietMs ?? null
      this.#emit({ type: 'leg.quality', legId: leg.legId, received, lost, jitterMs, roundTripMs, mos, there, quietMs })
    }
  }

  #tellStats(request: number): void {
    const stats = {
      ...this.#counters,
      dropped: { ...this.#counters.dropped },
      packetsOut: this.#io.counters.sent,
      notSent: this.#io.counters.notSent,
      legs: this.#floor.legs.size,
      rooms: this.#floor.rooms,
      players: this.#players.size,
      recordings: this.#recorders.size,
      seats: this.#seats.size,
      seatsUp: this.#seats.up,
      phones: this.#phones.size,
    }
    this.#counters.latenessMaxMs = 0
    this.options.post({ type: 'stats', request, stats })
  }

  #startModule(start: StartWorkerModule): WorkerModule {
    const moduleHost: ModuleHost = {
      openLeg: (legId, makePort) => this.#floor.open(legId, makePort),
      closeLeg: (legId) => this.#closeLeg(legId),
      plugPhone: (phoneId, listener) => this.#phones.plug(phoneId, listener),
      post: (message) => this.options.post({ type: 'module', name: module.name, message }),
    }
    const module = start(moduleHost)
    return module
  }

  async #close(request: number): Promise<void> {
    this.#clock.stop()
    for (const module of this.#modules) module.close?.()
    for (const legId of [...this.#floor.legs.keys()]) this.#closeLeg(legId)
    this.#seats.close()
    this.#phones.close()
    this.#io.close()
    await this.#recorders.settled()
    this.options.post({ type: 'closed', request })
  }

  #emit(fact: MediaFact): void {
    this.options.post({ type: 'fact', fact })
  }
}
