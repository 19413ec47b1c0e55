// Music on hold of our own: small pieces for plucked strings and a soft organ, made from notes. Free of anybody's rights.
const RATE = 8000
const hzOf = (note) => 440 * 2 ** ((note - 69) / 12)

/** Pieces by MIDI notes: four chords a round, an arpeggio over each, a melody of [beat, note, beats] over the round. */
export const pieces = [
  {
    name: 'music-morning',
    texts: ['（音乐：清晨）', '(music: morning)'],
    bpm: 84,
    rounds: 5,
    chords: [
      [48, 60, 64, 67],
      [45, 57, 60, 64],
      [53, 57, 60, 65],
      [43, 59, 62, 67],
    ],
    pattern: [0, 2, 3, 2, 1, 2, 3, 2],
    melody: [
      [0, 76, 2],
      [2, 79, 2],
      [4, 76, 1],
      [5, 74, 1],
      [6, 72, 2],
      [8, 69, 2],
      [10, 72, 2],
      [12, 74, 3],
      [15, 71, 1],
    ],
  },
  {
    name: 'music-river',
    texts: ['（音乐：小河）', '(music: river)'],
    bpm: 96,
    rounds: 6,
    chords: [
      [50, 57, 62, 66],
      [47, 59, 62, 66],
      [43, 55, 59, 62],
      [45, 57, 61, 64],
    ],
    pattern: [0, 1, 2, 3, 1, 3, 2, 1],
    // The five notes of the Chinese scale on D: D E F# A B.
    melody: [
      [0, 78, 1.5],
      [1.5, 76, 0.5],
      [2, 74, 2],
      [4, 71, 1],
      [5, 74, 1],
      [6, 76, 2],
      [8, 78, 1],
      [9, 81, 1],
      [10, 83, 2],
      [12, 81, 2],
      [14, 76, 2],
    ],
  },
  {
    name: 'music-evening',
    texts: ['（音乐：傍晚）', '(music: evening)'],
    bpm: 72,
    rounds: 4,
    chords: [
      [45, 57, 60, 64],
      [41, 57, 60, 65],
      [48, 55, 60, 64],
      [40, 56, 59, 62],
    ],
    pattern: [0, 3, 2, 1, 2, 3, 1, 2],
    melody: [
      [0, 72, 3],
      [3, 71, 1],
      [4, 69, 4],
      [8, 67, 2],
      [10, 72, 2],
      [12, 71, 2],
      [14, 68, 2],
    ],
  },
]

/** Karplus and Strong: noise in a delay line, smoothed at each turn. The noise is the same for the same note. */
function pluck(samples, at, note, seconds, level) {
  const period = Math.round(RATE / hzOf(note))
  let seed = note * 7919
  const line = Float64Array.from({ length: period }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed / 2 ** 31 - 1
  })
  for (let n = 0; n < seconds * RATE; n++) {
    const i = n % period
    const value = line[i]
    line[i] = 0.4985 * (value + line[(i + 1) % period])
    samples[(at + n) % samples.length] += value * level * Math.min(1, (seconds * RATE - n) / 400)
  }
}

function organ(samples, at, note, seconds, level) {
  const hz = hzOf(note)
  for (let n = 0; n < (seconds + 0.25) * RATE; n++) {
    const t = n / RATE
    const envelope = Math.min(1, t / 0.06, (seconds + 0.25 - t) / 0.3) * Math.exp(-t * 0.6)
    const wave = Math.sin(2 * Math.PI * hz * t) + 0.25 * Math.sin(4 * Math.PI * hz * t)
    samples[(at + n) % samples.length] += wave * envelope * level
  }
}

/** One turn of the piece, whose end leads into its start. */
export function play({ bpm, rounds, chords, pattern, melody }) {
  const beat = (60 / bpm) * RATE
  const samples = new Float64Array(Math.round(rounds * chords.length * 4 * beat))
  for (let round = 0; round < rounds; round++) {
    const start = round * chords.length * 4 * beat
    for (const [bar, chord] of chords.entries())
      for (const [i, string] of pattern.entries())
        pluck(samples, Math.round(start + (bar * 4 + i / 2) * beat), chord[string], 1.6, string === 0 ? 0.5 : 0.35)
    // Every third round is for the strings alone.
    if (round % 3 !== 2)
      for (const [at, note, beats] of melody)
        organ(samples, Math.round(start + at * beat), note, (beats * beat) / RATE, 0.3)
  }
  return samples
}
