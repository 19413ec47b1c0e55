// npm test: sets up what the tests need, runs checks, unit tests (under Bun) and the tests across processes (under Node).
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { check } from './check.mjs'
import { bun, ensureWeb } from './ensure.mjs'

/** Debian package → a file it brings. */
const PACKAGES = {
  chromium: '/usr/bin/chromium',
  'sip-tester': '/usr/bin/sipp',
  'baresip-core': '/usr/bin/baresip',
  'linphone-cli': '/usr/bin/linphonec',
  sox: '/usr/bin/sox',
  ffmpeg: '/usr/bin/ffmpeg',
  'espeak-ng': '/usr/bin/espeak-ng',
  openssl: '/usr/bin/openssl',
  kamailio: '/usr/sbin/kamailio',
  sipvicious: '/usr/bin/svmap',
  'kamailio-tls-modules': '/usr/lib/x86_64-linux-gnu/kamailio/modules/tls.so',
  'opus-tools': '/usr/bin/opusdec',
  'python3-cryptography': '/usr/lib/python3/dist-packages/cryptography/__init__.py',
}

/** Names of packages that are not there and could not be installed. */
function ensureDebianPackages() {
  let missing = Object.keys(PACKAGES).filter((name) => !existsSync(PACKAGES[name]))
  if (missing.length > 0 && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log(`installing ${missing.join(', ')} …`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    try {
      execFileSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' })
      execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env, stdio: 'ignore' })
    } catch {
      console.error('apt-get could not install them')
    }
    missing = missing.filter((name) => !existsSync(PACKAGES[name]))
  }
  if (missing.length > 0) console.error(`not installed: ${missing.join(', ')}; the tests that need them are skipped`)
  return missing
}

function vitest(program, config, missing) {
  const report = join(mkdtempSync(join(tmpdir(), 'vitest-')), 'report.json')
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', config, '--reporter=default', '--reporter=json']
  const runner = program === 'node' ? args : ['--bun', ...args]
  spawnSync(program === 'node' ? process.execPath : bun(), [...runner, `--outputFile.json=${report}`], {
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'test', TRUNKLINE_BUN: bun(), TRUNKLINE_MISSING: missing.join(',') },
  })
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 }
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length
  return { passed: numPassedTests, failed: numFailedTests + brokenFiles, skipped: numPendingTests }
}

/** 0 when everything passed; with CI=true a skipped test counts as failed. */
export function test(only) {
  const missing = ensureDebianPackages()
  const total = { passed: 0, failed: 0, skipped: 0 }
  const add = (result) => {
    for (const key of Object.keys(total)) total[key] += result[key]
  }
  if (only.length === 0 || only.includes('check'))
    add(check() === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 })
  if (only.length === 0 || only.includes('unit')) add(vitest('bun', 'vitest.config.ts', missing))
  if (only.length === 0 || only.includes('across')) {
    // Two of them start at once: the web they serve is there before.
    ensureWeb()
    add(vitest('node', 'tests/vitest.config.ts', missing))
  }
  if (process.env.CI === 'true' && total.skipped > 0) total.failed += total.skipped
  console.log(total.skipped > 0 ? `${total.skipped} skipped` : '')
  console.log(`${total.passed} passed, ${total.failed} failed`)
  return total.failed === 0 ? 0 : 1
}
