// The ring: two soft tones every 3 s, made in the page and played on the ring device by its own element.
import { useSink } from './audio-element.ts'

const everyMs = 3000
const tones = [
  { at: 0, hertz: 587 },
  { at: 0.28, hertz: 784 },
] as const

export class RingTone {
  #context: AudioContext | null = null
  #gain: GainNode | null = null
  #element: HTMLAudioElement | null = null
  #timer: ReturnType<typeof setInterval> | undefined

  /** Call from a click: browsers start sound only after one. */
  unlock(): void {
    void this.#open().resume()
  }

  async start(deviceId: string, volume: number): Promise<void> {
    this.stop()
    const context = this.#open()
    if (this.#gain) this.#gain.gain.value = volume * volume
    this.#timer = setInterval(() => this.#play(), everyMs)
    if (this.#element) {
      await useSink(this.#element, deviceId)
      await this.#element.play().catch(() => undefined)
    }
    await context.resume()
    this.#play()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  async once(deviceId: string, volume: number): Promise<void> {
    await this.start(deviceId, volume)
    this.stop()
  }

  #open(): AudioContext {
    if (this.#context) return this.#context
    const context = new AudioContext()
    const output = context.createMediaStreamDestination()
    const gain = context.createGain()
    gain.connect(output)
    const element = new Audio()
    element.srcObject = output.stream
    this.#context = context
    this.#gain = gain
    this.#element = element
    return context
  }

  #play(): void {
    const context = this.#context
    if (!context || !this.#gain) return
    for (const { at, hertz } of tones) {
      const start = context.currentTime + at
      const oscillator = context.createOscillator()
      const envelope = context.createGain()
      oscillator.frequency.value = hertz
      envelope.gain.setValueAtTime(0, start)
      envelope.gain.linearRampToValueAtTime(0.5, start + 0.02)
      envelope.gain.exponentialRampToValueAtTime(0.001, start + 0.6)
      oscillator.connect(envelope).connect(this.#gain)
      oscillator.start(start)
      oscillator.stop(start + 0.65)
    }
  }
}
