// The control thread's facade of the media workers: every call is a message to the worker that the leg or seat lives in,
// what happens comes back as facts.
import type { RoomMember } from '#protocol/gateway-messages'
import type { LegId, PlayerId, RecordingId } from '#protocol/ids'
import type { RecordingOrder, RecordingSettings } from '../recording/recording-messages.ts'
import type { Keeping } from '../recording/recording-timeline.ts'
import type { AnalysisOrder } from './leg-analyser.ts'
import { type MediaStats, sumStats } from './media-counters.ts'
import type { IpFamily, MediaEngine, MediaFact, RtpRemote } from './media-engine.ts'
import { MEDIA_DEFAULTS, type MediaConfig, type PlayerOrder, type ToMediaWorker } from './media-messages.ts'
import { MediaRooms } from './media-rooms.ts'
import { MediaWorkerHandle, type WorkerNews } from './media-worker-handle.ts'
import type { SeatCodecMode } from './seat-codec.ts'

export type WorkerMediaOptions = Pick<MediaConfig, 'address' | 'recordingsDir'> &
  Partial<MediaConfig> & {
    /** Threads that move sound; 1 when not said. */
    workers?: number
    /** An entry file that starts the worker with modules; without it there are none. */
    workerUrl?: URL
  }

export class WorkerMediaEngine implements MediaEngine {
  readonly #workers: MediaWorkerHandle[]
  readonly #rooms: MediaRooms
  readonly #listeners: ((fact: MediaFact) => void)[] = []
  readonly #moduleListeners = new Map<string, (message: unknown) => void>()
  /** Seats with a connection, up or on its way: openSeatLeg must answer at once. */
  readonly #seats = new Map<string, { worker: number; connections: Set<string> }>()
  readonly #workerOfPlayer = new Map<PlayerId, number>()
  readonly #workerOfRecording = new Map<RecordingId, number>()

  constructor(options: WorkerMediaOptions) {
    const { workerUrl, workers = 1, ...config } = options
    const plain = new URL('./media-worker-entry.ts', import.meta.url)
    this.#workers = Array.from(
      { length: workers },
      (_, i) =>
        // Modules have their lines in the first worker only.
        new MediaWorkerHandle(i === 0 ? (workerUrl ?? plain) : plain, { ...MEDIA_DEFAULTS, ...config }, (news) =>
          this.#onNews(news),
        ),
    )
    this.#rooms = new MediaRooms(workers, (worker, message) => this.#post(worker, message))
  }

  async openRtp(legId: LegId, family: IpFamily): Promise<{ address: string; port: number }> {
    const worker = this.#rooms.leastBusy
    this.#rooms.legOpened(legId, worker)
    const answer = await this.#workers[worker]!.ask((request) => ({ type: 'open-rtp', request, legId, family }))
    if (answer.type === 'rtp-opened') return { address: answer.address, port: answer.port }
    this.#rooms.legClosed(legId)
    throw new Error(answer.type === 'rtp-refused' ? answer.detail : 'the media worker closed')
  }

  setRemote(legId: LegId, remote: RtpRemote): void {
    this.#toLeg(legId, { type: 'set-remote', legId, remote })
  }

  closeLeg(legId: LegId): void {
    this.#toLeg(legId, { type: 'close-leg', legId })
    this.#rooms.legClosed(legId)
  }

  connectSeat(seatId: string, connectionId: string, sdp: string, codec: SeatCodecMode = 'auto'): void {
    const seat = this.#seats.get(seatId) ?? { worker: this.#leastSeated(), connections: new Set() }
    seat.connections.add(connectionId)
    this.#seats.set(seatId, seat)
    this.#post(seat.worker, { type: 'connect-seat', seatId, connectionId, sdp, codec })
  }

  disconnectSeat(seatId: string): void {
    this.#post(this.#seats.get(seatId)?.worker ?? 0, { type: 'disconnect-seat', seatId })
    this.#seats.delete(seatId)
  }

  warmSeat(seatId: string, ms: number): void {
    this.#post(this.#seats.get(seatId)?.worker ?? 0, { type: 'warm-seat', seatId, ms })
  }

  openSeatLeg(legId: LegId, seatId: string): boolean {
    const seat = this.#seats.get(seatId)
    if (seat === undefined) return false
    this.#post(seat.worker, { type: 'open-seat-leg', legId, seatId })
    this.#rooms.legOpened(legId, seat.worker)
    return true
  }

  connectPhone(phoneId: string, connectionId: string, sdp: string): void {
    this.#post(0, { type: 'connect-phone', phoneId, connectionId, sdp })
  }

  disconnectPhone(phoneId: string): void {
    this.#post(0, { type: 'disconnect-phone', phoneId })
  }

  setRoom(roomId: string, members: RoomMember[]): void {
    this.#rooms.set(roomId, members)
  }

  startPlayer(player: PlayerOrder): void {
    const worker = this.#rooms.workerOf(player.legId)
    this.#workerOfPlayer.set(player.playerId, worker)
    this.#post(worker, { type: 'start-player', player })
  }

  stopPlayer(playerId: PlayerId): void {
    this.#post(this.#workerOfPlayer.get(playerId) ?? 0, { type: 'stop-player', playerId })
  }

  startRecording(recording: RecordingOrder): void {
    const worker = this.#rooms.workerOf(recording.legId)
    this.#workerOfRecording.set(recording.recordingId, worker)
    this.#post(worker, { type: 'start-recording', recording })
  }

  stopRecording(recordingId: RecordingId): void {
    this.#toRecording(recordingId, { type: 'stop-recording', recordingId })
  }

  turnRecording(recordingId: RecordingId, keeping: Keeping): void {
    this.#toRecording(recordingId, { type: 'turn-recording', recordingId, keeping })
  }

  configureRecordings(settings: RecordingSettings): void {
    for (const worker of this.#workers) worker.post({ type: 'configure-recordings', settings })
  }

  sendDigits(legId: LegId, digits: string): void {
    this.#toLeg(legId, { type: 'send-digits', legId, digits })
  }

  analyseLeg(legId: LegId, order: AnalysisOrder): void {
    this.#toLeg(legId, { type: 'analyse-leg', legId, order })
  }

  listenForTones(legId: LegId): void {
    this.#toLeg(legId, { type: 'listen-for-tones', legId })
  }

  onFact(listener: (fact: MediaFact) => void): void {
    this.#listeners.push(listener)
  }

  /** To the worker module of that name. */
  postToModule(name: string, message: unknown): void {
    this.#post(0, { type: 'module', name, message })
  }

  onModuleMessage(name: string, listener: (message: unknown) => void): void {
    this.#moduleListeners.set(name, listener)
  }

  /** Of all workers together. */
  async stats(): Promise<MediaStats> {
    const answers = await Promise.all(
      this.#workers.map((worker) => worker.ask((request) => ({ type: 'stats', request }))),
    )
    const [first, ...others] = answers.flatMap((answer) => (answer.type === 'stats' ? [answer.stats] : []))
    if (first === undefined || others.length + 1 < answers.length) throw new Error('the media worker closed')
    return sumStats([first, ...others])
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close()))
  }

  #onNews(news: WorkerNews): void {
    if (news.type === 'module') this.#moduleListeners.get(news.name)?.(news.message)
    else {
      this.#forget(news.fact)
      for (const listener of this.#listeners) listener(news.fact)
    }
  }

  #forget(fact: MediaFact): void {
    if (fact.type === 'player.finished') this.#workerOfPlayer.delete(fact.playerId)
    else if (fact.type === 'recording.finished' || fact.type === 'recording.failed')
      this.#workerOfRecording.delete(fact.recordingId)
    else if (fact.type === 'seat.connected') this.#keepConnected(fact)
    else if (fact.type === 'seat.lost') this.#forgetRefused(fact.seatId, fact)
  }

  /** What a seat was connected by before is over; a page that is reloaded all day must not add up. */
  #keepConnected({ seatId, connectionId }: { seatId: string; connectionId: string }): void {
    const connections = this.#seats.get(seatId)?.connections
    connections?.clear()
    connections?.add(connectionId)
  }

  /** S7: a seat stays known while it is away; one that was refused from the start never was. */
  #forgetRefused(seatId: string, lost: { connectionId: string; reason: string }): void {
    const seat = this.#seats.get(seatId)
    if (seat === undefined || (lost.reason !== 'refused' && lost.reason !== 'replaced')) return
    seat.connections.delete(lost.connectionId)
    if (seat.connections.size === 0) this.#seats.delete(seatId)
  }

  /** A seat stays in its worker for the shift. */
  #leastSeated(): number {
    const counts = this.#workers.map(() => 0)
    for (const { worker } of this.#seats.values()) counts[worker]!++
    return counts.indexOf(Math.min(...counts))
  }

  #toLeg(legId: LegId, message: ToMediaWorker): void {
    this.#post(this.#rooms.workerOf(legId), message)
  }

  #toRecording(recordingId: RecordingId, message: ToMediaWorker): void {
    this.#post(this.#workerOfRecording.get(recordingId) ?? 0, message)
  }

  #post(worker: number, message: ToMediaWorker): void {
    this.#workers[worker]!.post(message)
  }
}
