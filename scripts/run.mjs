// npm start and npm test on a machine with Node and npm only: installs what is missing, then hands over.
import { resolve } from 'node:path'
import { check } from './launch/check.mjs'
import { ensurePackages, ensureWeb } from './launch/ensure.mjs'
import { flowTests } from './launch/flow-tests.mjs'
import { screenshots } from './launch/screenshots.mjs'
import { start } from './launch/start.mjs'
import { test } from './launch/test.mjs'

process.chdir(resolve(import.meta.dirname, '..'))
const commands = { start, test, check, screenshots, 'flow-tests': flowTests }
const [name = 'start', ...rest] = process.argv.slice(2)
const command = commands[name]
if (!command) {
  console.error(`unknown command ${name}: start, test, check, screenshots or flow-tests`)
  process.exit(64)
}
try {
  ensurePackages()
  if (name !== 'check' && name !== 'flow-tests') ensureWeb()
  process.exitCode = await command(rest)
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : fault)
  process.exitCode = 1
}
