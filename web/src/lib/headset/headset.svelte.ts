// The headset whose keys this page hears (WebHID): chosen once by the person, opened again by itself.
import { type HeadsetAct, type HeadsetState, lightsFor, restingHeadset, type SeatNow, stepHeadset } from './headset.ts'
import {
  type Collection,
  isAbsolute,
  type Key,
  keysIn,
  type Layout,
  layoutOf,
  lightReports,
  telephonyPage,
} from './report.ts'

/** What is used of WebHID, which the library of TypeScript does not know. */
type InputReport = Event & { reportId: number; data: DataView }
type Device = EventTarget & {
  readonly opened: boolean
  readonly productName: string
  readonly collections: readonly Collection[]
  open(): Promise<void>
  sendReport(reportId: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>
}
type Hid = EventTarget & {
  getDevices(): Promise<Device[]>
  requestDevice(options: { filters: { usagePage: number }[] }): Promise<Device[]>
}
const hid = (navigator as Navigator & { hid?: Hid }).hid

class Headset {
  /** Null: none is heard. */
  name: string | null = $state(null)
  onAct: (act: HeadsetAct) => void = () => undefined
  onUnplugged: (name: string) => void = () => undefined
  readonly isPossible = hid !== undefined
  #device: Device | null = null
  #layout: Layout | null = null
  #state: HeadsetState = restingHeadset
  #seat: SeatNow = { kind: 'signed-out', muted: false }
  #shown = ''
  readonly #hear = (event: Event): void => this.#report(event as InputReport)

  /** Opens what was chosen before, and what is plugged in later. */
  watch(): () => void {
    if (!hid) return () => undefined
    const connected = (event: Event): void => void this.#open((event as Event & { device: Device }).device)
    const gone = (event: Event): void => this.#gone((event as Event & { device: Device }).device)
    hid.addEventListener('connect', connected)
    hid.addEventListener('disconnect', gone)
    void hid.getDevices().then((devices) => Promise.all(devices.map((device) => this.#open(device))))
    return () => {
      hid.removeEventListener('connect', connected)
      hid.removeEventListener('disconnect', gone)
    }
  }

  /** Asks the person which; only from a click. */
  async choose(): Promise<void> {
    const devices = await hid?.requestDevice({ filters: [{ usagePage: telephonyPage }] })
    for (const device of devices ?? []) await this.#open(device)
  }

  /** The lights follow the seat. */
  show(seat: SeatNow): void {
    this.#seat = seat
    const device = this.#device
    if (!device || !this.#layout) return
    const lights = lightsFor(seat)
    const text = JSON.stringify(lights)
    if (text === this.#shown) return
    this.#shown = text
    for (const { reportId, bytes } of lightReports(this.#layout, lights))
      void device.sendReport(reportId, bytes).catch(() => (this.#shown = ''))
  }

  async #open(device: Device): Promise<void> {
    const layout = layoutOf(device.collections)
    if (this.#device || !layout) return
    this.#device = device
    this.#layout = layout
    this.#state = restingHeadset
    try {
      if (!device.opened) await device.open()
    } catch {
      // Another program has it: the keys work there.
      this.#device = null
      return
    }
    device.addEventListener('inputreport', this.#hear)
    this.name = device.productName
    this.show(this.#seat)
  }

  #gone(device: Device): void {
    if (device !== this.#device) return
    device.removeEventListener('inputreport', this.#hear)
    const name = this.name ?? ''
    this.#device = null
    this.#layout = null
    this.#shown = ''
    this.name = null
    this.onUnplugged(name)
  }

  #report({ reportId, data }: InputReport): void {
    const layout = this.#layout
    if (!layout) return
    const absolute = (key: Key): boolean => isAbsolute(layout, key)
    const [state, acts] = stepHeadset(this.#state, keysIn(layout, reportId, data), this.#seat, {
      hook: absolute('hook'),
      flash: absolute('flash'),
      drop: absolute('drop'),
      mute: absolute('mute'),
    })
    this.#state = state
    for (const act of acts) this.onAct(act)
  }
}

export const headset = new Headset()
