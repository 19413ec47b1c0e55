// Why an uploaded sound is not taken; the web has one sentence for each in both languages.
export type SoundFaultReason =
  | 'sound-not-audio'
  | 'sound-format' // audio, but of a kind that is not read
  | 'sound-broken'
  | 'sound-cut'
  | 'sound-empty'
  | 'sound-too-long'
  | 'sound-needs-ffmpeg'
  | 'sound-too-slow'
