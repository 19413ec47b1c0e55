// A floor of legs whose ports keep what they are given, for the tests of rooms.
import { A_TO_LINEAR, LINEAR_TO_A } from '../codec/g711.ts'
import { Floor } from './floor.ts'
import type { AudioCodec } from './media-engine.ts'
import type { MediaLeg } from './media-leg.ts'
import type { PacketCodec, PacketHead, SoundPort } from './sound-port.ts'

type Sent = { bytes: Uint8Array; head: PacketHead | null }
/** A port that keeps what it is given. */
export class FakePort implements SoundPort {
  isUp = true
  detectsTones = true
  takesEvents = false
  ptimeMs = 20
  events: number[] = []
  sent: Sent[] = []
  /** Besides `codec`. */
  also: PacketCodec[] = []
  constructor(
    public codec: AudioCodec = 'PCMA',
    readonly pace: 'packet' | 'clock' = 'packet',
  ) {}
  takes(codec: PacketCodec): boolean {
    return codec === this.codec || this.also.includes(codec)
  }
  sendEvent({ code }: { code: number }): void {
    this.events.push(code)
  }
  send(bytes: Uint8Array, start: number, end: number, head: PacketHead | null): void {
    this.sent.push({ bytes: bytes.slice(start, end), head: head && { ...head } })
  }
  takeQuality(): null {
    return null
  }
  close(): void {}
}

export function floorWith(
  ports: Record<string, FakePort>,
  now = () => 0,
): {
  floor: Floor
  legs: Record<string, MediaLeg>
  digits: string[]
} {
  const digits: string[] = []
  const floor = new Floor(
    {
      digit: (leg, digit, source) => digits.push(`${leg.legId} ${digit} ${source}`),
      playerDone: (leg) => {
        leg.isPlaying = false
      },
    },
    now,
  )
  const legs = Object.fromEntries(Object.entries(ports).map(([id, port]) => [id, floor.open(id, () => port)!]))
  return { floor, legs, digits }
}

export const level = (value: number): Uint8Array => new Uint8Array(160).fill(LINEAR_TO_A[value & 0xffff]!)
export const head = (sequence: number): PacketHead => ({
  codec: 'PCMA',
  source: 1,
  sequence,
  timestamp: sequence * 160,
  marker: false,
  jitterMs: 0,
})
export const middle = (port: FakePort): number => A_TO_LINEAR[port.sent.at(-1)!.bytes[80]!]!
