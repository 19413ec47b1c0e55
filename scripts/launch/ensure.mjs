// What must stand before anything runs: npm packages, the bun binary, the built web application.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const STAMP = 'node_modules/.trunkline-installed'
/** With install scripts off, node_modules/.bin/bun is a short stub that only prints an error. */
const SMALLEST_BUN = 1_000_000

const newest = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0)

export function ensurePackages() {
  if (newest(STAMP) > Math.max(newest('package-lock.json'), newest('package.json')) && findBun()) return
  console.log('installing npm packages …')
  // Not `npm ci`: it refuses a lock that lacks optional binaries of platforms the registry did not list.
  const npm = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'development' },
    shell: process.platform === 'win32',
  })
  if (npm.status !== 0) throw new Error('npm install failed: see above')
  if (!findBun())
    throw new Error('the bun binary was not installed: is this platform supported by the npm package bun?')
  mkdirSync('node_modules', { recursive: true })
  writeFileSync(STAMP, '')
}

function findBun() {
  const candidates = ['node_modules/bun/bin/bun.exe', 'node_modules/.bin/bun']
  if (existsSync('node_modules/@oven'))
    for (const name of readdirSync('node_modules/@oven'))
      candidates.push(join('node_modules/@oven', name, 'bin/bun'), join('node_modules/@oven', name, 'bin/bun.exe'))
  return candidates.find((path) => existsSync(path) && statSync(path).size > SMALLEST_BUN) ?? null
}

export function bun() {
  const path = findBun()
  if (!path) throw new Error('the bun binary is missing: delete node_modules and start again')
  return join(process.cwd(), path)
}

function newestUnder(directory) {
  let latest = 0
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (['build', '.svelte-kit', 'compiled', 'node_modules'].includes(entry.name)) continue
    const path = join(directory, entry.name)
    latest = Math.max(latest, entry.isDirectory() ? newestUnder(path) : statSync(path).mtimeMs)
  }
  return latest
}

export function ensureWeb() {
  const page = 'web/build/200.html'
  if (newest(page) > Math.max(newestUnder('web'), newest('package.json'), newestUnder('server/protocol'))) return
  console.log('building the web application …')
  try {
    execFileSync(bun(), ['--bun', '../node_modules/vite/bin/vite.js', 'build'], {
      cwd: 'web',
      env: { ...process.env, NODE_ENV: 'production' },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  } catch (fault) {
    throw new Error(`the web application could not be built:\n${fault.stdout ?? ''}${fault.stderr ?? fault}`)
  }
}
