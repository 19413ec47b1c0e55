// Carries out the server's commands on lines, seats and sound, and reports what happens. Takes no decision of its own
// but two that cannot wait for the server: a silent leg ends, and a call that comes while the server is away is refused.

import type { GatewayCommand, GatewayFact, RoomMember } from '#protocol/gateway-messages'
import type { LegId } from '#protocol/ids'
import type { LineConfig } from '#protocol/line-config'
import type { DemoTelephones } from './line/demo-telephones.ts'
import type { LineDriver, LineFact } from './line/line-driver.ts'
import { signal } from './line/signal.ts'
import type { MediaEngine, MediaFact } from './media/media-engine.ts'
import type { PromptCache } from './recording/prompt-cache.ts'
import type { StorageWatch } from './recording/storage-watch.ts'

export type GatewayPorts = {
  media: MediaEngine
  prompts: PromptCache
  /** By kind of line. */
  drivers: Partial<Record<LineConfig['kind'], LineDriver>>
  telephones: DemoTelephones | null
  storage: StorageWatch
  report(fact: GatewayFact): void
  /** How long the server has been away, 0 while it is there. */
  serverAwayMs(): number
  /** A recording is finished: bring it to the server. */
  upload(recordingId: string, sha256: string): void
}

/** A call offered after the server has been away for so long is refused rather than left to ring. */
export const REFUSE_AFTER_MS = 8000

type LegCommand = Extract<GatewayCommand, { type: `leg.${string}` }>
const isOfLeg = (command: GatewayCommand): command is LegCommand => command.type.startsWith('leg.')

export class Gateway {
  private readonly lineLegs = new Map<LegId, LineDriver>()
  private readonly seatLegs = new Map<LegId, { callId: string }>()
  /** Told that they are on hold: their silence is what we asked for. */
  private readonly onHold = new Set<LegId>()
  private readonly lineOf = new Map<string, LineDriver>()
  private readonly lines = new Map<string, LineConfig>()
  private readonly lineOfLeg = new Map<LegId, string>()
  private readonly callOf = new Map<LegId, string>()
  private readonly seats = new Map<string, string>()
  private readonly players = new Set<string>()
  /** Players whose prompts are still on their way; a stop takes them out. */
  private readonly fetching = new Set<string>()
  private readonly recordings = new Set<string>()

  constructor(private readonly ports: GatewayPorts) {
    ports.media.onFact((fact) => this.fromMedia(fact))
  }

  get calls(): number {
    return this.lineLegs.size
  }

  fromLine(driver: LineDriver, fact: LineFact): void {
    if (fact.type === 'leg.offered') {
      this.lineLegs.set(fact.legId, driver)
      this.lineOfLeg.set(fact.legId, fact.lineId)
      if (this.ports.serverAwayMs() > REFUSE_AFTER_MS) driver.hangUp(fact.legId, 'congestion')
    }
    if (fact.type === 'leg.answered') this.listenForTones(fact.legId)
    if (fact.type === 'leg.ended') this.forgetLeg(fact.legId)
    this.ports.report(fact)
  }

  snapshot(): GatewayFact {
    const legs: (GatewayFact & { type: 'gateway.snapshot' })['legs'] = []
    for (const driver of new Set(Object.values(this.ports.drivers)))
      for (const { legId, state } of driver.legs())
        legs.push({ legId, state, callId: this.callOf.get(legId) ?? null, kind: 'line' })
    for (const [legId, { callId }] of this.seatLegs) legs.push({ legId, callId, kind: 'seat', state: 'answered' })
    const seats = [...this.seats].map(([seatId, connectionId]) => ({ seatId, connectionId }))
    const players = [...this.players, ...this.fetching]
    return { type: 'gateway.snapshot', legs, seats, players, recordings: [...this.recordings] }
  }

  carryOut(command: GatewayCommand): void {
    const { media, telephones } = this.ports
    switch (command.type) {
      case 'lines.configure':
        this.configure(command.lines)
        return
      case 'room.set':
        media.setRoom(
          command.roomId,
          command.members.map((member) => this.levelled(member)),
        )
        return
      case 'player.start':
        this.startPlayer(command)
        return
      case 'player.stop':
        this.stopPlayer(command.playerId)
        return
      case 'recording.start':
        this.recordings.add(command.recordingId)
        media.startRecording(command)
        return
      case 'recording.stop':
        media.stopRecording(command.recordingId)
        return
      case 'recording.pause':
        media.turnRecording(command.recordingId, command.mode)
        return
      case 'recording.resume':
        media.turnRecording(command.recordingId, 'keep')
        return
      case 'recordings.configure':
        this.configureRecordings(command)
        return
      case 'seat.connect':
        media.connectSeat(command.seatId, command.connectionId, command.sdp, command.codec ?? 'auto')
        return
      case 'seat.warm':
        media.warmSeat(command.seatId, command.ms)
        return
      case 'seat.disconnect':
        media.disconnectSeat(command.seatId)
        return
      default:
        if (isOfLeg(command)) this.carryOutAtLeg(command)
        else telephones?.carryOut(command)
    }
  }

  private carryOutAtLeg(command: LegCommand): void {
    switch (command.type) {
      case 'leg.ring':
        this.lineLegs.get(command.legId)?.ring(command.legId)
        return
      case 'leg.answer':
        this.lineLegs.get(command.legId)?.answer(command.legId)
        return
      case 'leg.progress':
      case 'leg.transfer':
      case 'leg.answer-transfer':
        signal(command, this.lineLegs.get(command.legId)?.signalling, this.ports.report)
        return
      case 'leg.hold':
        this.hold(command.legId, command.held)
        return
      case 'leg.dial':
        this.dial(command)
        return
      case 'leg.open-seat':
        this.openSeat(command.legId, command.callId, command.seatId)
        return
      case 'leg.hang-up':
        this.hangUp(command)
        return
      case 'leg.send-digits':
        this.ports.media.sendDigits(command.legId, command.digits)
        return
      case 'leg.analyse':
        this.ports.media.analyseLeg(command.legId, { answer: command.answer, fax: command.fax })
        return
    }
  }

  private configure(lines: LineConfig[]): void {
    this.lineOf.clear()
    this.lines.clear()
    for (const line of lines) {
      this.lines.set(line.id, line)
      const driver = this.ports.drivers[line.kind]
      if (driver) this.lineOf.set(line.id, driver)
    }
    for (const driver of new Set(Object.values(this.ports.drivers)))
      driver.configure(lines.filter((line) => this.lineOf.get(line.id) === driver))
  }

  private configureRecordings(command: GatewayCommand & { type: 'recordings.configure' }): void {
    const floor = { percent: command.floorPercent, bytes: command.floorBytes }
    this.ports.media.configureRecordings({ publicKey: Buffer.from(command.publicKey, 'hex'), floor })
    this.ports.storage.configure(floor)
  }

  private dial(command: GatewayCommand & { type: 'leg.dial' }): void {
    const { type, callId, ...request } = command
    const { legId, lineId } = request
    const driver = this.lineOf.get(lineId)
    if (!driver) {
      this.ports.report({ type: 'leg.ended', legId, cause: 'unreachable', by: 'us', detail: `no line ${lineId}` })
      return
    }
    this.lineLegs.set(legId, driver)
    this.lineOfLeg.set(legId, lineId)
    this.callOf.set(legId, callId)
    driver.dial(request)
  }

  private openSeat(legId: LegId, callId: string, seatId: string): void {
    if (!this.ports.media.openSeatLeg(legId, seatId)) {
      this.ports.report({ type: 'leg.ended', legId, cause: 'seat-lost', by: 'us', detail: 'no seat' })
      return
    }
    this.seatLegs.set(legId, { callId })
    this.ports.report({ type: 'leg.answered', legId })
  }

  private hangUp({ legId, cause }: GatewayCommand & { type: 'leg.hang-up' }): void {
    const driver = this.lineLegs.get(legId)
    if (driver) {
      driver.hangUp(legId, cause)
      return
    }
    if (this.seatLegs.delete(legId)) this.ports.media.closeLeg(legId)
    // Also for a leg not known here: the server waits for its end.
    this.ports.report({ type: 'leg.ended', legId, cause, by: 'us', detail: '' })
  }

  private configOf(legId: LegId): LineConfig | undefined {
    return this.lines.get(this.lineOfLeg.get(legId) ?? '')
  }

  /** Some gateways negotiate events and send tones: the line's setting says so. */
  private listenForTones(legId: LegId): void {
    const line = this.configOf(legId)
    if (line?.kind === 'sip' && line.inBandDigits === true) this.ports.media.listenForTones(legId)
  }

  private levelled(member: RoomMember): RoomMember {
    return this.configOf(member.legId)?.automaticGain === true ? { ...member, automaticGain: true } : member
  }

  private hold(legId: LegId, held: boolean): void {
    const isTold = this.lineLegs.get(legId)?.signalling?.hold(legId, held) ?? false
    if (held && isTold) this.onHold.add(legId)
    else this.onHold.delete(legId)
  }

  private forgetLeg(legId: LegId): void {
    this.onHold.delete(legId)
    this.lineLegs.delete(legId)
    this.lineOfLeg.delete(legId)
    this.callOf.delete(legId)
  }

  private startPlayer(command: GatewayCommand & { type: 'player.start' }): void {
    const { playerId, legId, loop, bargeIn } = command
    const start = (items: Parameters<MediaEngine['startPlayer']>[0]['items']) => {
      this.players.add(playerId)
      this.ports.media.startPlayer({ playerId, legId, items, loop, bargeIn })
    }
    const ready = this.ports.prompts.find(command.items)
    if (ready) {
      start(ready)
      return
    }
    this.fetching.add(playerId)
    this.ports.prompts.fetch(command.items).then(
      (items) => {
        if (this.fetching.delete(playerId)) start(items)
      },
      (fault: unknown) => {
        if (!this.fetching.delete(playerId)) return
        const detail = fault instanceof Error ? fault.message.slice(0, 200) : 'prompt not available'
        this.ports.report({ type: 'player.finished', playerId, legId, reason: 'failed', detail })
      },
    )
  }

  private stopPlayer(playerId: string): void {
    if (!this.fetching.delete(playerId)) this.ports.media.stopPlayer(playerId)
  }

  private fromMedia(fact: MediaFact): void {
    switch (fact.type) {
      case 'leg.silent':
        if (this.onHold.has(fact.legId)) return
        this.lineLegs.get(fact.legId)?.hangUp(fact.legId, 'media-timeout')
        return
      case 'seat.connected':
        this.seats.set(fact.seatId, fact.connectionId)
        break
      case 'seat.lost':
        if (this.seats.get(fact.seatId) === fact.connectionId) this.seats.delete(fact.seatId)
        break
      case 'player.finished':
        this.players.delete(fact.playerId)
        break
      case 'recording.finished':
        this.recordings.delete(fact.recordingId)
        this.ports.upload(fact.recordingId, fact.sha256)
        break
      case 'recording.failed':
        this.recordings.delete(fact.recordingId)
        break
    }
    this.ports.report(fact)
  }
}
