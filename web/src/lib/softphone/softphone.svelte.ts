// The seat's sound, nailed up from sign-in to sign-out: one connection, rebuilt whenever it is lost.

import { live } from '#lib/live/live.svelte.ts'
import { newId } from '#lib/live/new-id.ts'
import type { SeatCodec } from '#protocol/reasons'
import type { ToWeb } from '#protocol/web-messages'
import { playStream, useSink } from './audio-element.ts'
import { devices } from './devices.svelte.ts'
import { type MicrophoneFault, openMicrophone } from './microphone.ts'
import { Peer, type WayFigures } from './peer.ts'
import { RingTone } from './ring-tone.ts'

export type SoundState = 'off' | 'connecting' | 'connected' | 'lost'
const retryMs = [300, 1000, 2000, 4000] as const
const answerWithinMs = 8000

class Softphone {
  state: SoundState = $state('off')
  /** Since when the sound is away while it should be there. */
  lostAt: number | null = $state(null)
  fault: MicrophoneFault | null = $state(null)
  stream: MediaStream | null = $state.raw(null)
  muted = $state(false)
  blocked = $state(false)
  /** Set when the microphone in use disappeared: the name of what is used now, '' for none. */
  unplugged: string | null = $state(null)
  readonly ring = new RingTone()
  onUnplugged: () => void = () => undefined
  #peer: Peer | null = null
  #connectionId = ''
  /** This connection, not one before it. */
  #isUp = false
  #element: HTMLAudioElement | null = null
  #sound: MediaStream | null = null
  #retry: ReturnType<typeof setTimeout> | undefined
  #attempt = 0

  constructor() {
    live.listen((message) => this.#hear(message))
    navigator.mediaDevices?.addEventListener('devicechange', () => void this.#devicesChanged())
  }

  attach(element: HTMLAudioElement): void {
    this.#element = element
    void useSink(element, devices.chosen.speaker)
    if (this.#sound) void this.#play(this.#sound)
  }

  /** Open the microphone, also for the audio check; it stays open until `stop`. */
  async openMicrophone(): Promise<boolean> {
    this.#closeStream()
    const opened = await openMicrophone(devices.chosen.microphone)
    if (!opened.ok) {
      this.fault = opened.fault
      return false
    }
    this.fault = null
    this.stream = opened.stream
    for (const track of opened.stream.getAudioTracks()) {
      track.enabled = !this.muted
      track.onended = () => void this.#lostMicrophone()
    }
    await devices.refresh()
    return true
  }

  /** Put the sound up, and keep it up. */
  async start(): Promise<boolean> {
    this.ring.unlock()
    if (this.state === 'off') this.state = 'connecting'
    if (this.stream === null && !(await this.openMicrophone())) {
      this.state = 'off'
      return false
    }
    await this.rebuild()
    return true
  }

  /** Takes the sound down and keeps the microphone open. */
  rest(): void {
    clearTimeout(this.#retry)
    this.#closePeer()
    this.state = 'off'
    this.lostAt = null
  }

  stop(): void {
    this.rest()
    this.#closeStream()
    this.ring.stop()
    this.unplugged = null
    this.setMuted(false)
  }

  /** A new connection with a new id; the server drops the older one. */
  async rebuild(): Promise<void> {
    clearTimeout(this.#retry)
    const track = this.stream?.getAudioTracks()[0]
    if (!track) return
    this.#closePeer()
    const id = newId()
    this.#connectionId = id
    this.#isUp = false
    const peer = new Peer(track, {
      sound: (stream) => void this.#play(stream),
      connected: () => this.#connected(),
      lost: () => this.#lost(),
    })
    this.#peer = peer
    const sdp = await peer.offer()
    if (this.#connectionId !== id) return
    // While the sound is away its own pace of tries is the socket's too: that may wait for 8 s else.
    live.hurry()
    const answer = await live.act({
      type: 'seat.connect',
      connectionId: id,
      sdp,
      ...(devices.chosen.codec === null ? {} : { codec: devices.chosen.codec }),
    })
    if (this.#connectionId !== id || this.#isUp) return
    if (!answer.ok && answer.reason !== 'timeout') this.#lost()
    else this.#retry = setTimeout(() => this.#connectionId === id && this.#lost(), answerWithinMs)
  }

  setMuted(muted: boolean): void {
    this.muted = muted
    for (const track of this.stream?.getAudioTracks() ?? []) track.enabled = !muted
  }

  async chooseMicrophone(id: string): Promise<void> {
    devices.choose('microphone', id)
    await this.#reopen()
  }

  async chooseSpeaker(id: string): Promise<void> {
    devices.choose('speaker', id)
    if (this.#element) await useSink(this.#element, id)
  }

  /** Takes effect with a new connection, at once. */
  async setCodec(codec: SeatCodec | null): Promise<void> {
    devices.setCodec(codec)
    if (this.state === 'connected') await this.rebuild()
  }

  /** What comes from the gateway; null without a connection. */
  get sound(): MediaStream | null {
    return this.state === 'connected' ? this.#sound : null
  }

  way(): Promise<WayFigures> | null {
    return this.#peer?.way() ?? null
  }

  /** Sends this instead of the microphone, null the microphone again. */
  async sendInstead(track: MediaStreamTrack | null): Promise<void> {
    const sent = track ?? this.stream?.getAudioTracks()[0]
    if (sent) await this.#peer?.replaceTrack(sent)
  }

  async unblock(): Promise<void> {
    if (this.#sound) await this.#play(this.#sound)
  }

  async #reopen(): Promise<boolean> {
    const opened = await this.openMicrophone()
    const track = this.stream?.getAudioTracks()[0]
    if (opened && track) await this.#peer?.replaceTrack(track)
    return opened
  }

  async #play(stream: MediaStream): Promise<void> {
    this.#sound = stream
    if (this.#element) this.blocked = !(await playStream(this.#element, stream))
  }

  #hear(message: ToWeb): void {
    if (message.type === 'hello' && this.state !== 'off' && this.state !== 'connected') void this.rebuild()
    if (message.type === 'seat.taken-over') this.stop()
    if (message.type !== 'seat.answer' && message.type !== 'seat.state' && message.type !== 'seat.codec') return
    if (message.connectionId !== this.#connectionId) return
    if (message.type === 'seat.answer') void this.#peer?.answer(message.sdp)
    else if (message.type === 'seat.codec') void this.#peer?.sendIn(message.codec)
    else if (message.state === 'lost') this.#lost()
  }

  #connected(): void {
    clearTimeout(this.#retry)
    this.#attempt = 0
    this.#isUp = true
    this.state = 'connected'
    this.lostAt = null
  }

  #lost(): void {
    if (this.state === 'off') return
    clearTimeout(this.#retry)
    this.#closePeer()
    this.state = 'lost'
    this.lostAt ??= Date.now()
    this.#retry = setTimeout(() => void this.rebuild(), retryMs[this.#attempt] ?? 4000)
    this.#attempt += 1
  }

  async #devicesChanged(): Promise<void> {
    const before = devices.inputs
    await devices.refresh()
    const inUse = this.stream?.getAudioTracks()[0]?.getSettings().deviceId
    const wasThere = before.some((device) => device.id === inUse)
    if (wasThere && !devices.inputs.some((device) => device.id === inUse)) await this.#lostMicrophone()
  }

  async #lostMicrophone(): Promise<void> {
    if (this.state === 'off' || this.unplugged !== null) return
    this.unplugged = ''
    this.onUnplugged()
    if (await this.#reopen()) this.unplugged = this.stream?.getAudioTracks()[0]?.label ?? ''
  }

  #closePeer(): void {
    this.#peer?.close()
    this.#peer = null
    this.#connectionId = ''
  }

  #closeStream(): void {
    for (const track of this.stream?.getTracks() ?? []) {
      track.onended = null
      track.stop()
    }
    this.stream = null
  }
}

export const softphone = new Softphone()
