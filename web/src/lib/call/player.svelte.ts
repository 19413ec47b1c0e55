// Plays a stereo recording: customer left, agent right; either can be heard alone in both ears.
export type Solo = 'both' | 'customer' | 'agent'
export const speeds = [0.75, 1, 1.25, 1.5, 2] as const
const speedKey = 'trunkline.player.speed'

export class Player {
  playing = $state(false)
  seconds = $state(0)
  solo: Solo = $state('both')
  speed = $state(1)
  failed = $state(false)
  readonly #element = new Audio()
  #context: AudioContext | null = null
  #left: GainNode | null = null
  #right: GainNode | null = null
  #frame = 0

  constructor(url: string) {
    const stored = Number(localStorage.getItem(speedKey))
    if (speeds.some((speed) => speed === stored)) this.speed = stored
    this.#element.preload = 'none'
    this.#element.src = url
    this.#element.onended = () => this.#stopped()
    this.#element.onpause = () => this.#stopped()
    this.#element.onerror = () => {
      this.failed = true
      this.#stopped()
    }
  }

  async toggle(): Promise<void> {
    if (this.playing) {
      this.#element.pause()
      return
    }
    this.#wire()
    this.failed = false
    this.#element.playbackRate = this.speed
    this.playing = true
    try {
      await this.#context?.resume()
      await this.#element.play()
      this.#follow()
    } catch (cause) {
      this.playing = false
      this.failed = !(cause instanceof DOMException && cause.name === 'AbortError')
    }
  }

  seek(seconds: number): void {
    this.seconds = Math.max(0, seconds)
    this.#element.currentTime = this.seconds
  }

  setSpeed(speed: number): void {
    this.speed = speed
    this.#element.playbackRate = speed
    localStorage.setItem(speedKey, String(speed))
  }

  setSolo(solo: Solo): void {
    this.solo = solo
    if (this.#left) this.#left.gain.value = solo === 'agent' ? 0 : 1
    if (this.#right) this.#right.gain.value = solo === 'customer' ? 0 : 1
  }

  close(): void {
    cancelAnimationFrame(this.#frame)
    this.#element.onerror = this.#element.onpause = this.#element.onended = null
    this.#element.pause()
    this.#element.removeAttribute('src')
    void this.#context?.close()
  }

  /** Both channels into both ears, each with its own gain. */
  #wire(): void {
    if (this.#context) return
    const context = new AudioContext()
    const splitter = context.createChannelSplitter(2)
    const mono = context.createGain()
    mono.channelCount = 1
    mono.channelCountMode = 'explicit'
    const [left, right] = [context.createGain(), context.createGain()]
    context.createMediaElementSource(this.#element).connect(splitter)
    splitter.connect(left, 0)
    splitter.connect(right, 1)
    left.connect(mono)
    right.connect(mono)
    mono.connect(context.destination)
    this.#context = context
    this.#left = left
    this.#right = right
    this.setSolo(this.solo)
  }

  #follow(): void {
    this.seconds = this.#element.currentTime
    if (this.playing) this.#frame = requestAnimationFrame(() => this.#follow())
  }

  #stopped(): void {
    cancelAnimationFrame(this.#frame)
    this.seconds = this.#element.currentTime
    this.playing = false
  }
}
