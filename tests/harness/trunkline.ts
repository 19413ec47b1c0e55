// The whole product in processes of its own, on free ports and an empty data directory.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'

const ROOT = join(import.meta.dirname, '../..')
const START_MS = 90_000

export type Trunkline = {
  url: string
  sip: { host: string; port: number }
  gatewayUrl: string
  dataDir: string
  /** What it was started with, to start a second one the same way. */
  environment: Record<string, string>
  /** One-time links by number. */
  links: Map<string, string>
  output(): string
  /** Process id of 'server/main.ts' or 'gateway/main.ts' under the launcher. */
  pid(program: 'server' | 'gateway'): number
  kill(program: 'server' | 'gateway'): void
  stop(): Promise<void>
}

export async function startTrunkline(environment: Record<string, string> = {}): Promise<Trunkline> {
  const [http, sip, health] = [await freePort(), await freePort(), await freePort()]
  const dataDir = mkdtempSync(join(tmpdir(), 'trunkline-'))
  const rtp = 20_000 + Math.floor(Math.random() * 200) * 100
  const settings = {
    TRUNKLINE_HTTP: `127.0.0.1:${http}`,
    TRUNKLINE_SIP: `127.0.0.1:${sip}`,
    TRUNKLINE_GATEWAY_HTTP: `127.0.0.1:${health}`,
    TRUNKLINE_RTP_PORTS: `${rtp}-${rtp + 2000}`,
    TRUNKLINE_DATA: dataDir,
    TRUNKLINE_LOG: 'warn',
    ...environment,
  }
  const env = { ...process.env, ...settings }
  const launcher = spawn(process.execPath, ['scripts/run.mjs', 'start'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  launcher.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  launcher.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const trunkline: Trunkline = {
    url: `http://127.0.0.1:${http}`,
    sip: { host: '127.0.0.1', port: sip },
    gatewayUrl: `http://127.0.0.1:${health}`,
    dataDir,
    environment: settings,
    links: new Map(),
    output: () => output,
    pid: (program) => childPid(launcher.pid ?? 0, `${program}/main.ts`),
    kill(program) {
      process.kill(this.pid(program), 'SIGKILL')
    },
    async stop() {
      await ended(launcher)
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
  try {
    await until(
      () => /^ready$/m.test(output),
      START_MS,
      () => `Trunkline did not start:\n${output}`,
      launcher,
    )
  } catch (fault) {
    await trunkline.stop()
    throw fault
  }
  for (const [, number = '', link = ''] of output.matchAll(/^sign-in \S+ (\d+) (\S+)$/gm))
    trunkline.links.set(number, link)
  return trunkline
}

/** A start that is expected to fail: its exit code and everything it printed. */
export async function failedStart(
  environment: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const env = { ...process.env, TRUNKLINE_LOG: 'warn', ...environment }
  const launcher = spawn(process.execPath, ['scripts/run.mjs', 'start'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [launcher.stdout, launcher.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  try {
    await until(
      () => launcher.exitCode !== null,
      30_000,
      () => `it did not end:\n${output}`,
    )
  } finally {
    await ended(launcher)
  }
  return { code: launcher.exitCode, output }
}

/** Processes of ours that work in this data directory, by what they run. */
export function processesOf(dataDir: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const environment = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0')
        if (!environment.includes(`TRUNKLINE_DATA=${dataDir}`)) return []
        return [`${name} ${readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')}`]
      } catch {
        // It ended while we looked, or is not ours to look at.
        return []
      }
    })
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}

/** The launcher's child that runs this script. */
function childPid(parent: number, script: string): number {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const ppid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      if (ppid === parent && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(script)) return Number(name)
    } catch {
      // It ended while we looked.
    }
  }
  throw new Error(`${script} is not running`)
}

/** Looks every 20 ms until it is so; rejects with what `describe` says. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  withinMs: number,
  describe: () => string,
  child?: ChildProcess,
): Promise<void> {
  const giveUpAt = performance.now() + withinMs
  while (!(await isSo())) {
    if (performance.now() > giveUpAt || (child && child.exitCode !== null)) throw new Error(describe())
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
