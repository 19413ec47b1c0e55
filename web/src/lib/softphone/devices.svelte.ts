// Which devices there are and which were chosen; the choice stays on this machine.
import type { SeatCodec } from '#protocol/reasons'

type Kind = 'microphone' | 'speaker' | 'ring'
export type Device = { id: string; label: string }
const storageKey = 'trunkline.devices'

type Stored = {
  microphone: string
  speaker: string
  ring: string
  ringVolume: number
  checked: string
  /** What this place's link needs; null: as the administrator set. */
  codec: SeatCodec | null
}
const defaults: Stored = { microphone: '', speaker: '', ring: '', ringVolume: 0.6, checked: '', codec: null }

function readStored(): Stored {
  try {
    return { ...defaults, ...(JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Partial<Stored>) }
  } catch {
    return defaults
  }
}

class Devices {
  inputs: Device[] = $state.raw([])
  outputs: Device[] = $state.raw([])
  chosen: Stored = $state(readStored())

  async refresh(): Promise<void> {
    if (!navigator.mediaDevices) return
    const all = await navigator.mediaDevices.enumerateDevices()
    const ofKind = (kind: MediaDeviceKind): Device[] =>
      all
        .filter((device) => device.kind === kind && device.deviceId !== '' && device.deviceId !== 'default')
        .filter((device) => device.deviceId !== 'communications')
        .map((device) => ({ id: device.deviceId, label: device.label }))
    this.inputs = ofKind('audioinput')
    this.outputs = ofKind('audiooutput')
  }

  choose(kind: Kind, id: string): void {
    this.chosen[kind] = id
    this.#store()
  }

  setRingVolume(volume: number): void {
    this.chosen.ringVolume = volume
    this.#store()
  }

  setCodec(codec: SeatCodec | null): void {
    this.chosen.codec = codec
    this.#store()
  }

  /** The set of devices that the last audio check was done with. */
  get fingerprint(): string {
    return [...this.inputs, ...this.outputs]
      .map((device) => device.id)
      .sort()
      .join(',')
  }

  get isChecked(): boolean {
    return this.chosen.checked !== '' && this.chosen.checked === this.fingerprint
  }

  rememberCheck(): void {
    this.chosen.checked = this.fingerprint
    this.#store()
  }

  #store(): void {
    localStorage.setItem(storageKey, JSON.stringify(this.chosen))
  }
}

export const devices = new Devices()
