// The sound of a stored recording, by how it is kept.
import { EncryptedRecording, RecordingDamaged } from './encrypted-recording.ts'
import type { MasterKey } from './master-key.ts'
import { opusSound } from './opus-sound.ts'
import { g711Sound, type RecordedSound, wavSound } from './recorded-sound.ts'
import type { RecordingRow } from './recording-store.ts'

/** Throws RecordingDamaged, or what the disk says, when it cannot be played. */
export async function soundOf(
  path: string,
  { format, bytes }: Pick<RecordingRow, 'format' | 'bytes'>,
  key: MasterKey,
): Promise<RecordedSound> {
  if (format === 'wav') return wavSound(path)
  const recording = EncryptedRecording.open(path, key)
  // One without an end is known by its length, else a cut at a chunk's border would go unseen.
  if (recording.bytes !== bytes) throw new RecordingDamaged('it is not as long as it was')
  return format === 'opus' ? opusSound(recording) : g711Sound(recording)
}
