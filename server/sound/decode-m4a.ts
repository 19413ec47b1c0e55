// MP4 sound (AAC, ALAC) by ffmpeg as a process of its own, where it is installed: no decoder with a free licence comes by npm.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ms } from '#protocol/ids'
import { CollectedSound } from './collected.ts'
import type { DecodedSound } from './decoded-sound.ts'
import { TELEPHONE_RATE } from './resample.ts'
import { SoundFault } from './sound-fault.ts'

const PATIENCE_MS = 20_000

export async function decodeM4a(bytes: Uint8Array, maxMs: Ms, program = 'ffmpeg'): Promise<DecodedSound> {
  const ffmpeg = Bun.which(program)
  if (ffmpeg === null) throw new SoundFault('sound-needs-ffmpeg')
  // The table of an MP4 file may stand at its end: it cannot be read from a pipe.
  const folder = await mkdtemp(join(tmpdir(), 'trunkline-sound-'))
  try {
    const path = join(folder, 'sound.m4a')
    await writeFile(path, bytes, { mode: 0o600 })
    return await converted([ffmpeg, ...argumentsFor(path, maxMs)], maxMs)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Only this file, only as MP4, and no longer than it takes to see that it is too long. */
function argumentsFor(path: string, maxMs: Ms): string[] {
  const input = ['-nostdin', '-v', 'error', '-xerror', '-protocol_whitelist', 'file', '-f', 'mov', '-i', path]
  const output = ['-t', `${maxMs / 1000 + 1}`, '-vn', '-sn', '-ac', '1', '-ar', `${TELEPHONE_RATE}`, '-f', 's16le']
  return [...input, ...output, 'pipe:1']
}

async function converted(cmd: string[], maxMs: Ms): Promise<DecodedSound> {
  const child = Bun.spawn({ cmd, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe', timeout: PATIENCE_MS, killSignal: 9 })
  const [output, complaint] = await Promise.all([
    new Response(child.stdout).arrayBuffer(),
    new Response(child.stderr).text(),
  ])
  await child.exited
  if (child.signalCode !== null) throw new SoundFault('sound-too-slow')
  if (child.exitCode !== 0)
    throw new SoundFault(complaint.includes('moov atom not found') ? 'sound-cut' : 'sound-broken')
  const sound = new CollectedSound(maxMs)
  const samples = new Int16Array(output, 0, output.byteLength >> 1)
  sound.add([Float32Array.from(samples, (sample) => sample / 32_768)], TELEPHONE_RATE)
  return sound.whole()
}
