// A gateway without sound: legs, players, recordings and seats that behave as the real ones promise.
import { ServerLink } from '../../gateway/link/link.ts'
import type { GatewayCommand, GatewayFact } from '../../server/protocol/gateway-messages.ts'
import type { Random } from './random.ts'
import type { VirtualTime } from './virtual-time.ts'
import type { Wire } from './wire.ts'

type Leg = { kind: 'line' | 'seat'; state: 'offered' | 'dialing' | 'answered'; callId: string | null }
const TOKEN = 'simulation-token-000000'
const PROMPT_MS = 3000

export class SimulatedGateway {
  readonly legs = new Map<string, Leg>()
  readonly seats = new Map<string, string>()
  readonly players = new Map<string, string>()
  readonly recordings = new Map<string, string>()
  private readonly link: ServerLink
  isRunning = true

  constructor(
    private readonly time: VirtualTime,
    private readonly random: Random,
    wire: Wire,
    bootId: string,
    leftOver: Map<string, string>,
    private readonly legAnswered: (legId: string) => void,
    private readonly recordingBegun: (recordingId: string) => void,
  ) {
    const guard = (fire: () => void) => () => void (this.isRunning && fire())
    this.link = new ServerLink({
      dial: (handlers) =>
        wire.dial({
          opened: guard(handlers.opened),
          message: (text) => void (this.isRunning && handlers.message(text)),
          closed: guard(handlers.closed),
        }),
      now: () => time.time,
      after: (ms, fire) => time.after(ms, guard(fire)),
      token: TOKEN,
      gatewayId: 'main',
      bootId,
      command: (command) => this.carryOut(command),
      snapshot: () => this.snapshot(),
      connected: () => {},
      disconnected: () => {},
      log: () => {},
    })
    for (const [recordingId, callId] of leftOver) this.recordingFinished(recordingId, callId, true)
    this.link.start()
  }

  static isToken(token: string): boolean {
    return token === TOKEN
  }

  report(fact: GatewayFact): void {
    if (this.isRunning) this.link.report(fact)
  }

  /** The process dies: nothing is said, its end of the wire closes. */
  kill(): void {
    this.isRunning = false
    this.link.close()
  }

  offer(legId: string, dialed: string, presented: string): void {
    this.legs.set(legId, { kind: 'line', state: 'offered', callId: null })
    this.report({ type: 'leg.offered', legId, lineId: 'trunk', dialed, presented, name: '' })
  }

  callerHangsUp(legId: string): void {
    if (this.legs.has(legId)) this.end(legId, 'normal', 'them')
  }

  digit(legId: string, digit: string): void {
    if (this.legs.get(legId)?.state === 'answered') this.report({ type: 'leg.digit', legId, digit, source: 'rfc4733' })
  }

  connectSeat(seatId: string, connectionId: string): void {
    const before = this.seats.get(seatId)
    this.seats.set(seatId, connectionId)
    if (before) this.report({ type: 'seat.lost', seatId, connectionId: before, reason: 'replaced', detail: '' })
    this.report({ type: 'seat.connected', seatId, connectionId })
  }

  loseSeat(seatId: string): void {
    const connectionId = this.seats.get(seatId)
    if (!connectionId) return
    this.seats.delete(seatId)
    this.report({ type: 'seat.lost', seatId, connectionId, reason: 'timeout', detail: '' })
  }

  private later(ms: number, work: () => void): void {
    this.time.after(ms, () => void (this.isRunning && work()))
  }

  private end(legId: string, cause: 'normal' | 'busy' | 'seat-lost' | 'no-answer', by: 'us' | 'them'): void {
    this.legs.delete(legId)
    for (const [playerId, leg] of this.players) if (leg === legId) this.finish(playerId, 'stopped')
    this.report({ type: 'leg.ended', legId, cause, by, detail: '' })
  }

  private finish(playerId: string, reason: 'done' | 'stopped'): void {
    const legId = this.players.get(playerId)
    if (legId === undefined) return
    this.players.delete(playerId)
    this.report({ type: 'player.finished', playerId, legId, reason, detail: '' })
  }

  private carryOut(command: GatewayCommand): void {
    switch (command.type) {
      case 'leg.answer':
        this.answer(command.legId)
        return
      case 'leg.dial':
        this.dial(command)
        return
      case 'leg.open-seat':
        this.openSeat(command)
        return
      case 'leg.hang-up':
        if (this.legs.has(command.legId)) this.end(command.legId, 'normal', 'us')
        else this.report({ type: 'leg.ended', legId: command.legId, cause: 'normal', by: 'us', detail: '' })
        return
      case 'player.start':
        this.play(command)
        return
      case 'player.stop':
        this.finish(command.playerId, 'stopped')
        return
      case 'recording.start':
        this.recordings.set(command.recordingId, command.callId)
        this.recordingBegun(command.recordingId)
        this.report({ type: 'recording.started', recordingId: command.recordingId })
        return
      case 'recording.stop':
        this.stopRecording(command.recordingId)
    }
  }

  private stopRecording(recordingId: string): void {
    const callId = this.recordings.get(recordingId)
    this.recordings.delete(recordingId)
    if (callId !== undefined) this.recordingFinished(recordingId, callId, false)
  }

  private recordingFinished(recordingId: string, callId: string, recovered: boolean): void {
    const whole = { startedAt: 0, durationMs: 0, bytes: 0, sha256: '', gaps: [] }
    this.report({ type: 'recording.finished', recordingId, callId, ...whole, recovered })
  }

  private answer(legId: string): void {
    const leg = this.legs.get(legId)
    if (leg?.state !== 'offered') return
    leg.state = 'answered'
    this.report({ type: 'leg.answered', legId })
    this.legAnswered(legId)
  }

  private dial({ legId, callId }: GatewayCommand & { type: 'leg.dial' }): void {
    this.legs.set(legId, { kind: 'line', state: 'dialing', callId })
    this.later(500, () => this.legs.has(legId) && this.report({ type: 'leg.progressed', legId, progress: 'ringing' }))
    const outcome = this.random.next()
    this.later(this.random.between(2000, 20_000), () => {
      const leg = this.legs.get(legId)
      if (leg?.state !== 'dialing') return
      if (outcome < 0.2) {
        this.end(legId, 'busy', 'them')
        return
      }
      leg.state = 'answered'
      this.report({ type: 'leg.answered', legId })
      this.later(this.random.between(5000, 60_000), () => this.callerHangsUp(legId))
    })
  }

  private openSeat({ legId, callId, seatId }: GatewayCommand & { type: 'leg.open-seat' }): void {
    if (!this.seats.has(seatId)) {
      this.report({ type: 'leg.ended', legId, cause: 'seat-lost', by: 'us', detail: '' })
      return
    }
    this.legs.set(legId, { kind: 'seat', state: 'answered', callId })
    this.report({ type: 'leg.answered', legId })
  }

  private play(command: GatewayCommand & { type: 'player.start' }): void {
    const { playerId, legId, loop } = command
    if (!this.legs.has(legId)) return
    for (const [old, leg] of this.players) if (leg === legId && old !== playerId) this.finish(old, 'stopped')
    this.players.set(playerId, legId)
    if (!loop) this.later(PROMPT_MS, () => this.finish(playerId, 'done'))
  }

  private snapshot(): GatewayFact {
    return {
      type: 'gateway.snapshot',
      legs: [...this.legs].map(([legId, { kind, state, callId }]) => ({ legId, kind, state, callId })),
      seats: [...this.seats].map(([seatId, connectionId]) => ({ seatId, connectionId })),
      players: [...this.players.keys()],
      recordings: [...this.recordings.keys()],
    }
  }
}
