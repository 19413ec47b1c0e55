import type { SoundFaultReason } from '#protocol/sound-fault'

const SOUND_FAULTS: Record<SoundFaultReason, string> = {
  'sound-not-audio': 'The file is no WAV, MP3, Ogg or M4A sound',
  'sound-format': 'The sound is of a kind that is not read: WAV as 8 or 16 bit PCM, A-law or µ-law, mono or stereo',
  'sound-broken': 'The file is damaged',
  'sound-cut': 'The file is cut off',
  'sound-empty': 'The file holds no sound',
  'sound-too-long': 'The sound is longer than ten minutes',
  'sound-needs-ffmpeg': 'M4A needs the program ffmpeg, which is not installed here; take WAV, MP3 or Ogg',
  'sound-too-slow': 'The sound took too long to be read',
}

export class SoundFault extends Error {
  override readonly name = 'SoundFault'
  constructor(
    readonly reason: SoundFaultReason,
    options?: ErrorOptions,
  ) {
    super(SOUND_FAULTS[reason], options)
  }
}
