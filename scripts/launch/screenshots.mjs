// npm run screenshots: pictures of the pages in deploy/screenshots, from a started centre with demo calls in Chromium.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { bun } from './ensure.mjs'

/** Debian package → a file it brings. */
const NEEDED = {
  chromium: '/usr/bin/chromium',
  'sip-tester': '/usr/bin/sipp',
  pngquant: '/usr/bin/pngquant',
  'fonts-noto-cjk': '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
}

/** Arguments: names of pictures; none = all. */
export function screenshots(names) {
  const missing = Object.keys(NEEDED).filter((name) => !existsSync(NEEDED[name]))
  if (missing.length > 0) {
    console.error(`not installed: ${missing.join(', ')}`)
    return 1
  }
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'tests/screenshots/vitest.config.ts']
  const env = { ...process.env, TRUNKLINE_BUN: bun(), TRUNKLINE_PICTURES: names.join(',') }
  return spawnSync(process.execPath, args, { stdio: 'inherit', env }).status ?? 1
}
