// Pieces of decoded sound, mixed to one channel as they come; throws as soon as they are too long.
import type { Ms } from '#protocol/ids'
import type { DecodedSound } from './decoded-sound.ts'
import { SoundFault } from './sound-fault.ts'

export class CollectedSound {
  private readonly pieces: Float32Array[] = []
  private length = 0
  private rate = 0

  constructor(private readonly maxMs: Ms) {}

  add(channels: readonly Float32Array[], rate: number): void {
    const [first] = channels
    if (!first || first.length === 0) return
    // A stream that changes its rate has two parts, and only one of them would be right.
    if (this.rate !== 0 && rate !== this.rate) throw new SoundFault('sound-broken')
    this.rate = rate
    this.length += first.length
    if ((this.length / rate) * 1000 > this.maxMs) throw new SoundFault('sound-too-long')
    this.pieces.push(mixed(channels, first.length))
  }

  get frames(): number {
    return this.length
  }

  whole(): DecodedSound {
    if (this.length === 0) throw new SoundFault('sound-empty')
    const samples = new Float32Array(this.length)
    let at = 0
    for (const piece of this.pieces) {
      samples.set(piece, at)
      at += piece.length
    }
    return { samples, rate: this.rate }
  }
}

function mixed(channels: readonly Float32Array[], length: number): Float32Array {
  const mono = new Float32Array(length)
  for (const channel of channels)
    for (let i = 0; i < length; i += 1) mono[i] = (mono[i] ?? 0) + (channel[i] ?? 0) / channels.length
  return mono
}
