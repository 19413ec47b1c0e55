import type { Ms } from '#protocol/ids'
import type { Clock } from '../clock.ts'
import type { MachineName } from '../machine/inputs.ts'

type Fire = (machine: MachineName, id: string, name: string) => void

/** One timer per machine, instance and name; setting it again moves it. */
export class TimerMap {
  private readonly running = new Map<string, Map<string, () => void>>()

  constructor(
    private readonly clock: Clock,
    private readonly fire: Fire,
  ) {}

  get size(): number {
    let count = 0
    for (const names of this.running.values()) count += names.size
    return count
  }

  set(machine: MachineName, id: string, name: string, at: Ms): void {
    this.clear(machine, id, name)
    const key = `${machine} ${id}`
    let names = this.running.get(key)
    if (!names) {
      names = new Map()
      this.running.set(key, names)
    }
    const cancel = this.clock.at(at, () => {
      this.forget(key, name)
      this.fire(machine, id, name)
    })
    names.set(name, cancel)
  }

  clear(machine: MachineName, id: string, name: string): void {
    const key = `${machine} ${id}`
    this.running.get(key)?.get(name)?.()
    this.forget(key, name)
  }

  clearInstance(machine: MachineName, id: string): void {
    const key = `${machine} ${id}`
    for (const cancel of this.running.get(key)?.values() ?? []) cancel()
    this.running.delete(key)
  }

  clearAll(): void {
    for (const names of this.running.values()) for (const cancel of names.values()) cancel()
    this.running.clear()
  }

  private forget(key: string, name: string): void {
    const names = this.running.get(key)
    names?.delete(name)
    if (names?.size === 0) this.running.delete(key)
  }
}
