// npm run flow-tests: walks the tests of every flow that is live, on the data of TRUNKLINE_DATA; 1 when one fails.
import { spawnSync } from 'node:child_process'
import { bun } from './ensure.mjs'

export function flowTests() {
  return spawnSync(bun(), ['server/main.ts', 'flow-tests'], { stdio: 'inherit' }).status ?? 1
}
