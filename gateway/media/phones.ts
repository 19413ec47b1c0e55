// Demo telephones: browsers plugged into a module's line instead of a leg. SPEC.md M4-M6.
import { encodeFrame, FRAME_SAMPLES } from '../codec/g711.ts'
import { JitterQueue } from '../rtp/jitter-queue.ts'
import type { ConnectionOptions } from '../webrtc/webrtc-connection.ts'
import { Endpoint } from './endpoint.ts'
import type { MediaFact } from './media-engine.ts'
import { SoundInlet } from './sound-inlet.ts'
import { SoundOutlet } from './sound-outlet.ts'
import type { PacketHead, SoundPort } from './sound-port.ts'
import type { PhoneListener, PhoneSocket } from './worker-module.ts'

class Phone {
  readonly endpoint: Endpoint
  readonly port: SoundPort
  readonly #outlet: SoundOutlet
  readonly #inlet = new SoundInlet((bytes, start, end, head) => this.#queue.put('PCMA', bytes, start, end, head))
  listener: PhoneListener | null = null
  readonly #queue = new JitterQueue()
  readonly #linear = new Int16Array(FRAME_SAMPLES)
  readonly #frame = new Uint8Array(FRAME_SAMPLES)

  constructor(phoneId: string, options: ConnectionOptions, emit: (fact: MediaFact) => void) {
    this.endpoint = new Endpoint(phoneId, options, {
      answered: (connectionId, sdp) => emit({ type: 'phone.answered', phoneId, connectionId, sdp }),
      codec: () => {},
      connected: () => this.listener?.connected(),
      lost: (_connectionId, reason) => {
        if (reason !== 'replaced' && !this.endpoint.isUp) this.listener?.lost()
      },
    })
    this.port = this.endpoint.makePort({
      receive: (bytes, start, end, head) => this.#receive(bytes, start, end, head),
      digit: (digit) => this.listener?.digit(digit),
    })
    this.#outlet = new SoundOutlet(this.port)
  }

  tick(): void {
    if (!this.#queue.take(this.#linear)) return
    encodeFrame('PCMA', this.#linear, this.#frame)
    this.listener?.sound(this.#frame)
  }

  send(aLaw: Uint8Array): void {
    this.#outlet.give('PCMA', aLaw, 0, FRAME_SAMPLES, null)
  }

  close(): void {
    this.#inlet.close()
    this.#outlet.close()
  }

  #receive(bytes: Uint8Array, start: number, end: number, head: PacketHead): void {
    const { codec } = head
    if (codec === 'PCMA' || codec === 'PCMU') this.#queue.put(codec, bytes, start, end, head)
    else this.#inlet.receive(bytes, start, end, head)
  }
}

export class Phones {
  readonly #phones = new Map<string, Phone>()

  constructor(
    private readonly options: ConnectionOptions,
    private readonly emit: (fact: MediaFact) => void,
  ) {}

  get size(): number {
    return this.#phones.size
  }

  connect(phoneId: string, connectionId: string, sdp: string): void {
    this.#phoneOf(phoneId).endpoint.connect(connectionId, sdp)
  }

  disconnect(phoneId: string): void {
    const phone = this.#phones.get(phoneId)
    phone?.endpoint.disconnect('disconnected by the server')
    if (phone?.listener !== null) return
    phone.close()
    this.#phones.delete(phoneId)
  }

  plug(phoneId: string, listener: PhoneListener): PhoneSocket {
    const phone = this.#phoneOf(phoneId)
    phone.listener = listener
    if (phone.endpoint.isUp) listener.connected()
    return {
      get isUp() {
        return phone.endpoint.isUp
      },
      send: (aLaw) => phone.send(aLaw),
      unplug: () => {
        if (phone.listener === listener) phone.listener = null
      },
    }
  }

  tick(): void {
    for (const phone of this.#phones.values()) phone.tick()
  }

  everySecond(wallMs: number): void {
    for (const phone of this.#phones.values()) phone.endpoint.everySecond(wallMs)
  }

  close(): void {
    for (const phone of this.#phones.values()) phone.endpoint.disconnect('the gateway stops')
  }

  #phoneOf(phoneId: string): Phone {
    const known = this.#phones.get(phoneId)
    if (known !== undefined) return known
    const phone = new Phone(phoneId, this.options, this.emit)
    this.#phones.set(phoneId, phone)
    return phone
  }
}
