// Talk-off: an hour of recorded voices (five languages, Debian's asterisk-core-sounds-*-wav) and of espeak-ng's Mandarin and
// English through the receivers of DTMF and of fax tones; whatever they hear is wrong.
// `bun tests/load/talk-off.ts [--minutes=60]`; exits 1 unless all is silent.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { A_TO_LINEAR } from '../../gateway/codec/g711.ts'
import { DtmfDetector } from '../../gateway/tone/dtmf-detector.ts'
import { FaxDetector } from '../../gateway/tone/fax-detector.ts'

const VOICES = '/usr/share/asterisk/sounds'
/** Not voices. */
const SIGNALS = /beep|tone|dtmf|silence|ring/
const FRAME = 160
const TEXTS: [voice: string, text: string][] = [
  ['cmn', '您好，欢迎致电，请按一转人工，请按二查询订单，一二三四五六七八九零，谢谢您的耐心等待，再见。'],
  ['en', 'Thank you for calling. Zero one two three four five six seven eight nine. Please hold the line.'],
]

type Voice = { name: string; sound: Uint8Array }
type Alarm = { name: string; atS: number; heard: string }

/** A WAV file as A-law at 8 kHz, its peak 3 dB under full scale. */
const asALaw = (wav: Uint8Array): Uint8Array =>
  execFileSync(
    'sox',
    ['-t', 'wav', '-', '-r', '8000', '-c', '1', '-e', 'a-law', '-t', 'raw', '-', 'gain', '-n', '-3'],
    {
      input: wav,
      stdio: ['pipe', 'pipe', 'ignore'],
      maxBuffer: 64e6,
    },
  )

function* voices(): Generator<Voice> {
  const files = existsSync(VOICES) ? readdirSync(VOICES, { recursive: true, encoding: 'utf8' }) : []
  for (const name of files.filter((file) => file.endsWith('.wav') && !SIGNALS.test(file)))
    yield { name, sound: asALaw(readFileSync(join(VOICES, name))) }
  for (let round = 0; ; round++)
    for (const [voice, text] of TEXTS) {
      const options = ['-p', String(10 + ((round * 13) % 85)), '-s', String(120 + ((round * 29) % 110))]
      const wav = execFileSync('espeak-ng', ['-v', voice, ...options, '--stdout', text], { maxBuffer: 64e6 })
      yield { name: `espeak-ng ${voice} ${options.join(' ')}`, sound: asALaw(wav) }
    }
}

function listen({ name, sound }: Voice): Alarm[] {
  const dtmf = new DtmfDetector()
  const fax = new FaxDetector()
  const alarms: Alarm[] = []
  const linear = new Int16Array(FRAME)
  for (let at = 0; at + FRAME <= sound.length; at += FRAME) {
    const tell = (heard: string): void => void alarms.push({ name, atS: at / 8000, heard })
    for (let i = 0; i < FRAME; i++) linear[i] = A_TO_LINEAR[sound[at + i]!]!
    dtmf.feed(linear, FRAME, tell)
    fax.feed(linear, tell)
  }
  return alarms
}

const minutes = Number(process.argv.find((word) => word.startsWith('--minutes='))?.slice('--minutes='.length) ?? 60)
let samples = 0
let pieces = 0
const alarms: Alarm[] = []
for (const voice of voices()) {
  if (samples >= minutes * 60 * 8000) break
  alarms.push(...listen(voice))
  samples += voice.sound.length
  pieces++
}
for (const { name, atS, heard } of alarms) console.log(`${heard} at ${atS.toFixed(2)} s of ${name}`)
console.log(
  `${(samples / 480_000).toFixed(1)} minutes in ${pieces} pieces: ${alarms.length} false digits and fax tones`,
)
process.exit(alarms.length === 0 ? 0 : 1)
