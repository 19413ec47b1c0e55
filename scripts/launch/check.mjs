// Format, lint, types, dead exports.
import { spawnSync } from 'node:child_process'

const STEPS = [
  ['biome', ['check', '--error-on-warnings']],
  ['tsc', ['-p', '.', '--noEmit']],
  ['svelte-check', ['--workspace', 'web', '--tsconfig', './tsconfig.json', '--fail-on-warnings']],
  ['knip', []],
]

/** 0 when every step is clean. */
export function check() {
  let failed = 0
  for (const [name, args] of STEPS) {
    const step = spawnSync(`node_modules/.bin/${name}`, args, { encoding: 'utf8', shell: process.platform === 'win32' })
    const isClean = step.status === 0
    if (!isClean) failed += 1
    console.log(`${isClean ? 'ok    ' : 'FAILED'} ${name}`)
    if (!isClean) console.log(`${step.stdout ?? ''}${step.stderr ?? ''}${step.error ?? ''}`)
  }
  return failed === 0 ? 0 : 1
}
