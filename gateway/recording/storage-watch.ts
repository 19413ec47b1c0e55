// Looks every few seconds whether the disk of the recordings has room, and tells the server when that changes. K9.
import type { GatewayFact } from '#protocol/gateway-messages'
import { type Room, roomAt, type StorageFloor } from './storage-floor.ts'

const LOOK_MS = 2000

export class StorageWatch {
  #floor: StorageFloor = { percent: 0, bytes: 0 }
  #room: Room = { freeBytes: 0, floorBytes: 0, isLow: false }
  readonly #timer: ReturnType<typeof setInterval>

  constructor(
    private readonly dir: string,
    private readonly report: (fact: GatewayFact) => void,
  ) {
    this.#timer = setInterval(() => this.#look(), LOOK_MS)
  }

  get room(): Room {
    return this.#room
  }

  configure(floor: StorageFloor): void {
    this.#floor = floor
    this.#room = roomAt(this.dir, floor)
    this.#tell()
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    const wasLow = this.#room.isLow
    this.#room = roomAt(this.dir, this.#floor)
    if (this.#room.isLow !== wasLow) this.#tell()
  }

  #tell(): void {
    const { isLow, freeBytes, floorBytes } = this.#room
    this.report({
      type: isLow ? 'storage.low' : 'storage.recovered',
      freeBytes: Math.floor(freeBytes),
      floorBytes: Math.floor(floorBytes),
    })
  }
}
