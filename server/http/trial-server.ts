// For tests: the whole server on a free port with a data folder of its own, a clock that is set, a core that records.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AnyElysia } from 'elysia'
import type { ToWeb, WebCommand } from '#protocol/web-messages'
import { createApp, createParts } from '../app.ts'
import { readConfig } from '../config.ts'
import { type DemoPerson, seedDemo } from '../demo/seed.ts'
import type { CommandReply, CorePort, DemoTelephonePort } from '../live/core-port.ts'
import { createLog } from '../log.ts'
import { PROTOCOL_VERSION } from '../protocol/version.ts'
import { closeStores, openStores } from '../store/stores.ts'
import { listen } from './listen.ts'
import type { Parts, Ports } from './parts.ts'

export type Trial = {
  base: string
  port: number
  app: AnyElysia
  parts: Parts
  folder: string
  people: DemoPerson[]
  changes: string[]
  commands: WebCommand[]
  logged: string[]
  clock: { now: number }
  /** What the core answers to commands. */
  reply: { next: (command: WebCommand) => Promise<CommandReply> }
  /** A session cookie for the person with this number. */
  cookie(number: string): string
  call(
    method: string,
    path: string,
    options?: { as?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Response>
  close(): Promise<void>
}

/** Nothing happens in it. */
export const idleCore: CorePort = {
  command: async () => ({ ok: true }),
  explain: () => null,
  explainAgent: () => null,
  tollBlocks: () => [],
  liftTollBlock: () => false,
  callbacks: () => [],
  askCallback: async () => 'callback',
  cancelCallback: async () => undefined,
  wakeUps: () => [],
  setWakeUp: async () => 'wake-up',
  cancelWakeUp: async () => undefined,
  tabClosed: () => undefined,
}

type TrialOptions = { seed?: boolean; env?: Record<string, string>; ports?: Partial<Ports> }

export async function startTrial({ seed = true, env = {}, ports = {} }: TrialOptions = {}): Promise<Trial> {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-trial-'))
  const config = readConfig({ TRUNKLINE_HTTP: '127.0.0.1:0', TRUNKLINE_DATA: folder, ...env })
  const stores = openStores(config.dataDir)
  const clock = { now: 1_795_000_000_000 }
  const logged: string[] = []
  const log = createLog('debug', (line) => logged.push(line))
  const argon2 = { memoryCost: 1024, timeCost: 2 }
  const parts = createParts({ config, stores, log, now: () => clock.now, argon2 })
  const people = seed ? (seedDemo(stores.core, 'en', clock.now) ?? []) : []
  const records = { changes: [] as string[], commands: [] as WebCommand[] }
  const reply: Trial['reply'] = { next: async () => ({ ok: true }) }
  const app = createApp(parts, { ...recordingPorts(records, reply, clock.now), ...ports })
  const port = listen(app, '127.0.0.1', 0)
  parts.origins.listening(port)
  const base = `http://127.0.0.1:${port}`
  const cookie = cookieJar(parts, people)
  const close = async () => {
    await app.server?.stop(true)
    closeStores(stores)
    rmSync(folder, { recursive: true, force: true })
  }
  const call = callerOf(base, cookie)
  return { base, port, app, parts, folder, people, ...records, logged, clock, reply, cookie, call, close }
}

function recordingPorts(records: Pick<Trial, 'changes' | 'commands'>, reply: Trial['reply'], now: number): Ports {
  return {
    core: {
      ...idleCore,
      command(_me, _tabId, command) {
        records.commands.push(command)
        return reply.next(command)
      },
    },
    demoTelephone: silentPhone(),
    onConfigChanged: (kind) => records.changes.push(kind),
    ready: () => true,
    gateways: () => [],
    version: 'trial',
    startedAt: now,
    graceMs: 20_000,
    plugins: [],
  }
}

function cookieJar(parts: Parts, people: DemoPerson[]): Trial['cookie'] {
  const cookies = new Map<string, string>()
  return (number) => {
    const known = cookies.get(number)
    if (known !== undefined) return known
    const person = people.find((one) => one.number === number)
    if (person === undefined) throw new Error(`no such person ${number}`)
    const made = `__Host-sid=${parts.sessions.open(person.userId, 'test')}`
    cookies.set(number, made)
    return made
  }
}

function callerOf(base: string, cookie: Trial['cookie']): Trial['call'] {
  return (method, path, { as, body, headers = {} } = {}) => {
    const raw = body instanceof Uint8Array || typeof body === 'string' || body === undefined
    return fetch(base + path, {
      method,
      headers: { ...headers, ...(as === undefined ? {} : { cookie: cookie(as) }) },
      ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }),
    })
  }
}

function silentPhone(): DemoTelephonePort {
  const nothing = () => undefined
  return { connect: nothing, offHook: nothing, onHook: nothing, digit: nothing, disconnect: nothing }
}

type TrialSocket = {
  socket: WebSocket
  messages: ToWeb[]
  send(message: unknown): void
  /** The next message of this kind that nobody has waited for yet. */
  next<T extends ToWeb['type']>(type: T): Promise<Extract<ToWeb, { type: T }>>
  closed: Promise<CloseEvent>
}

/** A page: opened, not yet greeted. */
export function openSocket(trial: Trial, path: string, headers: Record<string, string>): TrialSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${trial.port}${path}`, { headers } as never)
  const messages: ToWeb[] = []
  const taken = new Set<ToWeb>()
  let wake = Promise.withResolvers<void>()
  socket.onmessage = (event) => {
    messages.push(JSON.parse(String(event.data)))
    wake.resolve()
    wake = Promise.withResolvers()
  }
  const closed = new Promise<CloseEvent>((resolve) => {
    socket.onclose = resolve
  })
  const opened = new Promise<void>((resolve) => {
    socket.onopen = () => resolve()
  })
  const next = async <T extends ToWeb['type']>(type: T): Promise<Extract<ToWeb, { type: T }>> => {
    for (;;) {
      const found = messages.find((message) => message.type === type && !taken.has(message))
      if (found !== undefined) {
        taken.add(found)
        return found as Extract<ToWeb, { type: T }>
      }
      await wake.promise
    }
  }
  const send = (message: unknown) =>
    void opened.then(() => socket.send(typeof message === 'string' ? message : JSON.stringify(message)))
  return { socket, messages, send, next, closed }
}

export function livePage(trial: Trial, as: string, topics: string[], tabId = 'tab-1'): TrialSocket {
  const page = openSocket(trial, '/api/v1/live', { cookie: trial.cookie(as), origin: trial.base })
  page.send({
    type: 'hello',
    protocolVersion: PROTOCOL_VERSION,
    tabId,
    topics: topics.map((topic) => ({ topic, epoch: null, seq: 0 })),
  })
  return page
}
