// Starts, ends and reports players. SPEC.md P1-P9.
import type { LegId, PlayerId } from '#protocol/ids'
import type { MediaFact, PlaySource } from './media-engine.ts'
import type { MediaLeg } from './media-leg.ts'
import type { PlayerOrder } from './media-messages.ts'
import { Player, type Segment, samplesOf } from './player.ts'
import type { SoundFiles } from './sound-files.ts'

export const MAX_ITEMS = 100

type Finish = Extract<MediaFact, { type: 'player.finished' }>['reason']
type Running = { playerId: PlayerId; leg: MediaLeg; bargeIn: boolean; music: string | null }

export class Players {
  readonly #running = new Map<PlayerId, Running>()
  /** P10: where the music of a leg was left, by what it plays. */
  readonly #left = new WeakMap<MediaLeg, { music: string; played: number }>()

  constructor(
    private readonly files: SoundFiles,
    private readonly emit: (fact: MediaFact) => void,
  ) {}

  get size(): number {
    return this.#running.size
  }

  /** Takes the leg's ear at once, so that the room is not heard while the files are read (P2). */
  start(order: PlayerOrder, leg: MediaLeg | undefined): void {
    const { playerId, legId } = order
    if (this.#running.has(playerId)) return
    if (leg === undefined) {
      this.#tell(playerId, legId, 'failed', 'no such leg')
      return
    }
    this.stopOn(leg, 'stopped')
    const isMusic = order.loop && order.items.some(({ kind }) => kind === 'file')
    const music = isMusic ? JSON.stringify(order.items) : null
    this.#running.set(playerId, { playerId, leg, bargeIn: order.bargeIn, music })
    leg.isPlaying = true
    leg.player = null
    void this.#load(order, leg)
  }

  stop(playerId: PlayerId): void {
    this.#finish(playerId, 'stopped', '')
  }

  stopOn(leg: MediaLeg, reason: Finish): void {
    const running = this.#on(leg)
    if (running !== undefined) this.#finish(running.playerId, reason, '')
  }

  /** P4: a digit ends a player that may be barged in on. */
  barge(leg: MediaLeg): void {
    const running = this.#on(leg)
    if (running?.bargeIn) this.#finish(running.playerId, 'barged', '')
  }

  #on(leg: MediaLeg): Running | undefined {
    for (const running of this.#running.values()) if (running.leg === leg) return running
    return undefined
  }

  async #load(order: PlayerOrder, leg: MediaLeg): Promise<void> {
    try {
      if (order.items.length > MAX_ITEMS) throw new Error(`more than ${MAX_ITEMS} items`)
      const segments = await Promise.all(order.items.map((item) => this.#segment(item, leg)))
      const running = this.#running.get(order.playerId)
      const left = this.#left.get(leg)
      const player = new Player(segments, order.loop, left?.music === running?.music ? left?.played : 0)
      if (player.isEmpty) throw new Error('nothing to play')
      if (running?.leg === leg) leg.player = player
    } catch (error) {
      this.#finish(order.playerId, 'failed', error instanceof Error ? error.message : String(error))
    }
  }

  async #segment(item: PlaySource, leg: MediaLeg): Promise<Segment> {
    if (item.kind === 'recording') {
      const bytes = leg.dictated.get(item.recordingId)
      if (bytes === undefined) throw new Error('this leg has said nothing there')
      return { kind: 'sound', bytes }
    }
    if (item.kind === 'file') return { kind: 'sound', bytes: await this.files.load(item.path) }
    if (item.kind === 'tone') return { kind: 'tone', hz: item.hz, samples: samplesOf(item.ms) }
    return { kind: 'silence', samples: samplesOf(item.ms) }
  }

  #finish(playerId: PlayerId, reason: Finish, detail: string): void {
    const running = this.#running.get(playerId)
    if (running === undefined) return
    this.#running.delete(playerId)
    const { leg, music } = running
    if (music !== null && leg.player !== null) this.#left.set(leg, { music, played: leg.player.played })
    running.leg.isPlaying = false
    running.leg.player = null
    this.#tell(playerId, running.leg.legId, reason, detail)
  }

  #tell(playerId: PlayerId, legId: LegId, reason: Finish, detail: string): void {
    this.emit({ type: 'player.finished', playerId, legId, reason, detail: detail.slice(0, 200) })
  }
}
