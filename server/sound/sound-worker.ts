// The thread that reads sound files: one for each message.
import type { Ms } from '#protocol/ids'
import type { SoundFaultReason } from '#protocol/sound-fault'
import { decodeSound } from './decode.ts'
import { SoundFault } from './sound-fault.ts'
import { type TelephoneSound, telephoneSound } from './telephone-sound.ts'

declare const self: Worker

export type ToSoundWorker = { bytes: Uint8Array; maxMs: Ms }
export type FromSoundWorker =
  | { ok: true; sound: TelephoneSound }
  | { ok: false; reason: SoundFaultReason; detail?: string }

// mpg123 writes there about each frame it cannot read; the fault is told once, by its reason.
console.error = () => undefined

self.onmessage = async ({ data }: MessageEvent<ToSoundWorker>) => {
  self.postMessage(await converted(data))
}

async function converted({ bytes, maxMs }: ToSoundWorker): Promise<FromSoundWorker> {
  try {
    return { ok: true, sound: telephoneSound(await decodeSound(bytes, maxMs)) }
  } catch (fault) {
    if (fault instanceof SoundFault) return { ok: false, reason: fault.reason }
    // A decoder that stumbles over hostile bytes.
    return { ok: false, reason: 'sound-broken', detail: String(fault) }
  }
}
