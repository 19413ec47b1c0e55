// The control thread's facade of the media worker: every call is a message, what happens comes back as facts.
import type { RoomMember } from '#protocol/gateway-messages'
import type { LegId, PlayerId, RecordingId } from '#protocol/ids'
import type { RecordingOrder, RecordingSettings } from '../recording/recording-messages.ts'
import type { Keeping } from '../recording/recording-timeline.ts'
import type { AnalysisOrder } from './leg-analyser.ts'
import type { MediaStats } from './media-counters.ts'
import type { IpFamily, MediaEngine, MediaFact, RtpRemote } from './media-engine.ts'
import {
  type FromMediaWorker,
  MEDIA_DEFAULTS,
  type MediaConfig,
  type PlayerOrder,
  type ToMediaWorker,
} from './media-messages.ts'
import type { SeatCodecMode } from './seat-codec.ts'

export type WorkerMediaOptions = Pick<MediaConfig, 'address' | 'recordingsDir'> &
  Partial<MediaConfig> & {
    /** An entry file that starts the worker with modules; without it there are none. */
    workerUrl?: URL
  }

type Answer = Extract<FromMediaWorker, { request: number }>

export class WorkerMediaEngine implements MediaEngine {
  readonly #worker: Worker
  readonly #listeners: ((fact: MediaFact) => void)[] = []
  readonly #moduleListeners = new Map<string, (message: unknown) => void>()
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  /** Seats with a connection, up or on its way: openSeatLeg must answer at once. */
  readonly #seats = new Map<string, Set<string>>()
  #requests = 0

  constructor(options: WorkerMediaOptions) {
    const { workerUrl, ...config } = options
    this.#worker = new Worker(workerUrl ?? new URL('./media-worker-entry.ts', import.meta.url))
    this.#worker.onmessage = (event: MessageEvent<FromMediaWorker>) => this.#onMessage(event.data)
    // A fault of ours: the process ends with it and its supervisor starts it anew.
    this.#worker.onerror = (event) => {
      throw new Error(`the media worker failed: ${event.message}`)
    }
    this.#post({ type: 'start', config: { ...MEDIA_DEFAULTS, ...config } })
  }

  async openRtp(legId: LegId, family: IpFamily): Promise<{ address: string; port: number }> {
    const answer = await this.#ask((request) => ({ type: 'open-rtp', request, legId, family }))
    if (answer.type === 'rtp-opened') return { address: answer.address, port: answer.port }
    throw new Error(answer.type === 'rtp-refused' ? answer.detail : 'the media worker closed')
  }

  setRemote(legId: LegId, remote: RtpRemote): void {
    this.#post({ type: 'set-remote', legId, remote })
  }

  closeLeg(legId: LegId): void {
    this.#post({ type: 'close-leg', legId })
  }

  connectSeat(seatId: string, connectionId: string, sdp: string, codec: SeatCodecMode = 'auto'): void {
    const connections = this.#seats.get(seatId) ?? new Set()
    this.#seats.set(seatId, connections.add(connectionId))
    this.#post({ type: 'connect-seat', seatId, connectionId, sdp, codec })
  }

  disconnectSeat(seatId: string): void {
    this.#seats.delete(seatId)
    this.#post({ type: 'disconnect-seat', seatId })
  }

  warmSeat(seatId: string, ms: number): void {
    this.#post({ type: 'warm-seat', seatId, ms })
  }

  openSeatLeg(legId: LegId, seatId: string): boolean {
    if (!this.#seats.has(seatId)) return false
    this.#post({ type: 'open-seat-leg', legId, seatId })
    return true
  }

  connectPhone(phoneId: string, connectionId: string, sdp: string): void {
    this.#post({ type: 'connect-phone', phoneId, connectionId, sdp })
  }

  disconnectPhone(phoneId: string): void {
    this.#post({ type: 'disconnect-phone', phoneId })
  }

  setRoom(roomId: string, members: RoomMember[]): void {
    this.#post({ type: 'set-room', roomId, members })
  }

  startPlayer(player: PlayerOrder): void {
    this.#post({ type: 'start-player', player })
  }

  stopPlayer(playerId: PlayerId): void {
    this.#post({ type: 'stop-player', playerId })
  }

  startRecording(recording: RecordingOrder): void {
    this.#post({ type: 'start-recording', recording })
  }

  stopRecording(recordingId: RecordingId): void {
    this.#post({ type: 'stop-recording', recordingId })
  }

  turnRecording(recordingId: RecordingId, keeping: Keeping): void {
    this.#post({ type: 'turn-recording', recordingId, keeping })
  }

  configureRecordings(settings: RecordingSettings): void {
    this.#post({ type: 'configure-recordings', settings })
  }

  sendDigits(legId: LegId, digits: string): void {
    this.#post({ type: 'send-digits', legId, digits })
  }

  analyseLeg(legId: LegId, order: AnalysisOrder): void {
    this.#post({ type: 'analyse-leg', legId, order })
  }

  listenForTones(legId: LegId): void {
    this.#post({ type: 'listen-for-tones', legId })
  }

  onFact(listener: (fact: MediaFact) => void): void {
    this.#listeners.push(listener)
  }

  /** To the worker module of that name. */
  postToModule(name: string, message: unknown): void {
    this.#post({ type: 'module', name, message })
  }

  onModuleMessage(name: string, listener: (message: unknown) => void): void {
    this.#moduleListeners.set(name, listener)
  }

  async stats(): Promise<MediaStats> {
    const answer = await this.#ask((request) => ({ type: 'stats', request }))
    if (answer.type === 'stats') return answer.stats
    throw new Error('the media worker closed')
  }

  /** Ends every leg, finishes the recordings, then the worker. */
  async close(): Promise<void> {
    await this.#ask((request) => ({ type: 'close', request }))
    for (const answer of this.#waiting.values()) answer({ type: 'closed', request: 0 })
    this.#waiting.clear()
    this.#worker.terminate()
  }

  #onMessage(message: FromMediaWorker): void {
    if (message.type === 'fact') {
      if (message.fact.type === 'seat.lost') this.#forgetRefused(message.fact.seatId, message.fact)
      else if (message.fact.type === 'seat.connected') this.#keepConnected(message.fact)
      for (const listener of this.#listeners) listener(message.fact)
    } else if (message.type === 'module') this.#moduleListeners.get(message.name)?.(message.message)
    else {
      this.#waiting.get(message.request)?.(message)
      this.#waiting.delete(message.request)
    }
  }

  /** What a seat was connected by before is over; a page that is reloaded all day must not add up. */
  #keepConnected({ seatId, connectionId }: { seatId: string; connectionId: string }): void {
    if (this.#seats.has(seatId)) this.#seats.set(seatId, new Set([connectionId]))
  }

  /** S7: a seat stays known while it is away; one that was refused from the start never was. */
  #forgetRefused(seatId: string, lost: { connectionId: string; reason: string }): void {
    const connections = this.#seats.get(seatId)
    if (connections === undefined || (lost.reason !== 'refused' && lost.reason !== 'replaced')) return
    connections.delete(lost.connectionId)
    if (connections.size === 0) this.#seats.delete(seatId)
  }

  #ask(command: (request: number) => ToMediaWorker): Promise<Answer> {
    const request = ++this.#requests
    return new Promise((resolve) => {
      this.#waiting.set(request, resolve)
      this.#post(command(request))
    })
  }

  #post(message: ToMediaWorker): void {
    this.#worker.postMessage(message)
  }
}
