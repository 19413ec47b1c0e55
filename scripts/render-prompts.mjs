// Renders every built-in prompt to prompts/<language>/<name>.wav (8 kHz mono A-law) by espeak-ng and sox, which only
// this script needs. node scripts/render-prompts.mjs
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pieces, play } from './prompt-music.mjs'
import { prompts } from './prompt-texts.mjs'

const root = join(import.meta.dirname, '..', 'prompts')
const scratch = mkdtempSync(join(tmpdir(), 'prompts-'))
const VOICES = { 'zh-CN': ['-v', 'cmn', '-s', '150'], en: ['-v', 'en-gb', '-s', '150'] }
const TELEPHONE = ['-r', '8000', '-c', '1', '-e', 'a-law', '-b', '8', '-D']

function sox(...args) {
  execFileSync('sox', ['-V1', '-R', ...args])
}

function speak(language, name, text) {
  const raw = join(scratch, 'speech.wav')
  execFileSync('espeak-ng', [...VOICES[language], '-a', '160', '-w', raw, text])
  const trim = ['silence', '1', '0.02', '0.3%', 'reverse', 'silence', '1', '0.02', '0.3%', 'reverse']
  sox(
    raw,
    ...TELEPHONE,
    join(root, language, `${name}.wav`),
    'highpass',
    '200',
    'lowpass',
    '3400',
    ...trim,
    'norm',
    '-6',
    'pad',
    '0.05',
    '0.1',
  )
}

/** Music of our own: slow arpeggios over four chords, soft attack, with a low pass that suits the telephone. */
function music() {
  const chords = [
    [220, 262, 330, 440],
    [175, 220, 262, 349],
    [131, 262, 330, 392],
    [196, 247, 294, 392],
  ]
  const rate = 8000
  const note = 0.36
  const notes = [0, 1, 2, 3, 2, 1, 2, 3]
  const samples = new Float64Array(Math.round(rate * note * notes.length * chords.length * 2))
  for (let i = 0; i < notes.length * chords.length * 2; i++) {
    const chord = chords[Math.floor(i / notes.length) % chords.length]
    const hz = chord[notes[i % notes.length]] * (i >= notes.length * chords.length && i % 4 === 3 ? 1.5 : 1)
    for (let n = 0; n < rate * 1.4; n++) {
      const at = Math.round(i * note * rate) + n
      const t = n / rate
      const envelope = Math.min(1, t / 0.03) * Math.exp(-t * 2.6)
      const wave =
        Math.sin(2 * Math.PI * hz * t) + 0.3 * Math.sin(4 * Math.PI * hz * t) + 0.1 * Math.sin(6 * Math.PI * hz * t)
      samples[at % samples.length] += envelope * wave
    }
  }
  keepMusic('music', samples)
}

function keepMusic(name, samples) {
  const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const pcm = Buffer.alloc(samples.length * 2)
  for (const [i, value] of samples.entries()) pcm.writeInt16LE(Math.round((value / peak) * 9000), i * 2)
  const raw = join(scratch, 'music.raw')
  writeFileSync(raw, pcm)
  sox(
    '-t',
    'raw',
    '-r',
    '8000',
    '-e',
    'signed',
    '-b',
    '16',
    '-c',
    '1',
    raw,
    ...TELEPHONE,
    join(root, 'zh-CN', `${name}.wav`),
  )
}

for (const language of Object.keys(VOICES)) mkdirSync(join(root, language), { recursive: true })
for (const { name, texts } of prompts)
  if (name !== 'beep' && !name.startsWith('music'))
    for (const [language, text] of Object.entries(texts)) speak(language, name, text)
sox(
  '-n',
  ...TELEPHONE,
  join(root, 'zh-CN', 'beep.wav'),
  'synth',
  '0.35',
  'sine',
  '1000',
  'gain',
  '-9',
  'fade',
  '0.01',
  '0.35',
  '0.02',
)
music()
for (const piece of pieces) keepMusic(piece.name, play(piece))
writeFileSync(join(root, 'prompts.json'), `${JSON.stringify(prompts, null, 1)}\n`)
rmSync(scratch, { recursive: true })
