import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { wavFile } from './wav-file.ts'

it.skipIf(!existsSync('/usr/bin/sox'))('sox reads what was written, sample for sample', async () => {
  const samples = Float32Array.from([0, 0.5, -0.5, 1, -1, 3])
  const input = Buffer.from(await wavFile(samples, 16_000).arrayBuffer())
  const raw = execFileSync('sox', ['-D', '-t', 'wav', '-', '-t', 'raw', '-e', 'signed', '-b', '16', '-'], { input })
  expect([...new Int16Array(Uint8Array.from(raw).buffer)]).toEqual([0, 16_384, -16_383, 32_767, -32_767, 32_767])
  expect(execFileSync('soxi', ['-r', '-'], { input }).toString().trim()).toBe('16000')
})
