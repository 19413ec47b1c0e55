// What programs of others say of a stored recording: python3-cryptography opens it, sox measures its sound.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PROGRAM = join(import.meta.dirname, 'recording.py')

export type JudgedRecording = {
  recordingId: string
  chunks: number
  frames: number
  gaps: { kind: 'pause' | 'mask'; at: number; frames: number }[]
  /** Frames that its end promises; null for one that a crash cut off. */
  end: number | null
}

/** Opens the file with the installation's master key; throws when anything in it is not as it was written. */
export function judgeRecording(path: string, masterKeyPath: string): JudgedRecording {
  const folder = mkdtempSync(join(tmpdir(), 'judge-'))
  try {
    const key = readFileSync(masterKeyPath, 'utf8').trim()
    const args = [PROGRAM, 'open', key, path, join(folder, 'sound')]
    return JSON.parse(execFileSync('/usr/bin/python3', args, { encoding: 'utf8' })) as JudgedRecording
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export type JudgedSound = { seconds: number; channels: number; rms: [number, number] }

/** Plays a file through sox from beginning to end: its length, and how loud each side is, 0-1. */
export function judgeSound(sound: Buffer, ending = 'wav'): JudgedSound {
  const folder = mkdtempSync(join(tmpdir(), 'judge-'))
  try {
    const path = join(folder, `sound.${ending}`)
    writeFileSync(path, sound)
    const soxi = (what: string) => Number(execFileSync('/usr/bin/soxi', [what, path], { encoding: 'utf8' }))
    const rms = (channel: string) => {
      const raw = execFileSync('/usr/bin/sox', [path, '-t', 'f64', '-', 'remix', channel], { maxBuffer: 1024 ** 3 })
      const samples = new Float64Array(new Uint8Array(raw).buffer)
      return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length))
    }
    return { seconds: soxi('-D'), channels: soxi('-c'), rms: [rms('1'), rms('2')] }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
