// Values by peer key: a hash table with open addressing, which the packet path reads without a call out of compiled code.
import type { PeerKey } from './peer-keys.ts'

const FREE = -1
const GONE = -2
const FIRST_SIZE = 64

export class PeerTable<T> {
  #keys = new Float64Array(FIRST_SIZE).fill(FREE)
  #values: (T | undefined)[] = Array<T | undefined>(FIRST_SIZE).fill(undefined)
  /** Places that are not free, whether their key is there or gone. */
  #used = 0

  /** A key below zero is nobody's. */
  get(key: PeerKey): T | undefined {
    if (key < 0) return undefined
    const mask = this.#keys.length - 1
    for (let at = hash(key) & mask; ; at = (at + 1) & mask) {
      const found = this.#keys[at]!
      if (found === key) return this.#values[at]
      if (found === FREE) return undefined
    }
  }

  set(key: PeerKey, value: T): void {
    if ((this.#used + 1) * 2 > this.#keys.length) this.#grow()
    const mask = this.#keys.length - 1
    let at = hash(key) & mask
    while (this.#keys[at] !== key && this.#keys[at] !== FREE) at = (at + 1) & mask
    if (this.#keys[at] === FREE) this.#used++
    this.#keys[at] = key
    this.#values[at] = value
  }

  delete(key: PeerKey): void {
    const at = this.#keys.indexOf(key)
    if (at >= 0) this.#remove(at)
  }

  deleteAllOf(value: T): void {
    for (let at = 0; at < this.#keys.length; at++)
      if (this.#values[at] === value && this.#keys[at]! >= 0) this.#remove(at)
  }

  #remove(at: number): void {
    this.#keys[at] = GONE
    this.#values[at] = undefined
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values]
    const live = keys.reduce((count, key) => count + (key >= 0 ? 1 : 0), 0)
    const size = live * 4 > keys.length ? keys.length * 2 : keys.length
    this.#keys = new Float64Array(size).fill(FREE)
    this.#values = Array<T | undefined>(size).fill(undefined)
    this.#used = 0
    for (const [at, key] of keys.entries()) if (key >= 0) this.set(key, values[at] as T)
  }
}

/** Ports of one address follow each other, addresses of one network too: both parts are spread. */
function hash(key: PeerKey): number {
  const mixed = Math.imul(key % 65_536, 0x9e3779b1) ^ Math.imul(Math.floor(key / 65_536) | 0, 0x85ebca6b)
  return mixed ^ (mixed >>> 15)
}
