// The demo telephone: a telephone on a line of the simulated exchange, spoken to over its own WebSocket.

import { LiveSocket } from '#lib/live/live-socket.ts'
import { newId } from '#lib/live/new-id.ts'
import type { FromDemoTelephone, PhoneState, ToDemoTelephone } from '#protocol/demo-telephone'
import { playStream } from './audio-element.ts'
import { devices } from './devices.svelte.ts'
import { type MicrophoneFault, openMicrophone } from './microphone.ts'
import { Peer } from './peer.ts'

const betweenDigitsMs = 180

export class DemoTelephone {
  state: PhoneState | 'connecting' = $state('connecting')
  own = $state('')
  numbers: { number: string; name: string }[] = $state.raw([])
  fault: MicrophoneFault | null = $state(null)
  refused = $state(false)
  unavailable = $state(false)
  #isOffHook = $state(false)
  /** The bell rings: somebody calls this telephone. */
  readonly isRung = $derived(this.state === 'ringing' && !this.#isOffHook)
  #everReady = false
  #failures = 0
  #peer: Peer | null = null
  #stream: MediaStream | null = null
  #connectionId = ''
  #element: HTMLAudioElement | null = null
  #typing: ReturnType<typeof setTimeout>[] = []
  readonly #socket = new LiveSocket<ToDemoTelephone, FromDemoTelephone>('/api/v1/demo-telephone', null, {
    opened: () => undefined,
    heard: (message) => void this.#hear(message),
    lost: (retryAt) => this.#lose(retryAt),
  })

  async start(element: HTMLAudioElement): Promise<void> {
    this.#element = element
    const opened = await openMicrophone(devices.chosen.microphone)
    if (!opened.ok) {
      this.fault = opened.fault
      return
    }
    this.fault = null
    this.#stream = opened.stream
    this.#socket.start()
  }

  stop(): void {
    this.#stopTyping()
    this.#socket.stop()
    this.#peer?.close()
    for (const track of this.#stream?.getTracks() ?? []) track.stop()
  }

  /** Lift the handset and, with a number, dial it at the dial tone. */
  call(number: string): void {
    this.#isOffHook = true
    this.#send({ type: 'off-hook' })
    this.#typing = [...number.replace(/[^0-9*#]/g, '')].map((digit, at) =>
      setTimeout(() => this.digit(digit), 600 + at * betweenDigitsMs),
    )
  }

  /** Lift the handset of a telephone that rings. */
  answer(): void {
    this.#isOffHook = true
    this.#send({ type: 'off-hook' })
  }

  hangUp(): void {
    this.#stopTyping()
    this.#isOffHook = false
    this.#send({ type: 'on-hook' })
  }

  digit(digit: string): void {
    this.#send({ type: 'digit', digit })
  }

  #send(message: FromDemoTelephone): void {
    this.#socket.send(message)
  }

  #stopTyping(): void {
    for (const timer of this.#typing) clearTimeout(timer)
    this.#typing = []
  }

  async #hear(message: ToDemoTelephone): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.own = message.number
        this.numbers = message.numbers
        this.#everReady = true
        this.#failures = 0
        this.refused = false
        this.unavailable = false
        this.#socket.settled()
        await this.#connect()
        break
      case 'answer':
        if (message.connectionId === this.#connectionId) await this.#peer?.answer(message.sdp)
        break
      case 'state':
        this.state = message.state
        if (message.state === 'on-hook' || message.state === 'lost') this.#isOffHook = false
        break
      case 'refused':
        this.refused = true
        break
    }
  }

  async #connect(): Promise<void> {
    const track = this.#stream?.getAudioTracks()[0]
    if (!track) return
    this.#peer?.close()
    const id = newId()
    this.#connectionId = id
    this.#peer = new Peer(track, {
      sound: (stream) => this.#element && void playStream(this.#element, stream),
      connected: () => {
        if (this.state === 'connecting') this.state = 'on-hook'
      },
      lost: () => void this.#connect(),
    })
    const sdp = await this.#peer.offer()
    if (this.#connectionId === id) this.#send({ type: 'connect', connectionId: id, sdp })
  }

  #lose(retryAt: number | null): void {
    if (retryAt === null) return
    this.#stopTyping()
    this.#failures += 1
    if (!this.#everReady && this.#failures > 1) this.unavailable = true
    this.state = this.#everReady ? 'lost' : 'connecting'
  }
}
