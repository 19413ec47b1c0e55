// The page's one view of the centre: connection, server time, entities, commands.
import type { RefusalReason } from '#protocol/reasons'
import type { FromWeb, Me, Topic, ToWeb, WebCommand } from '#protocol/web-messages'
import { emptyModel, type LiveModel, stepLive } from './entities.ts'
import { LiveSocket } from './live-socket.ts'
import { newId } from './new-id.ts'

export type Command = WebCommand extends infer C ? (C extends { id: string } ? Omit<C, 'id'> : never) : never
export type Answer = { ok: true; callId: string | null } | { ok: false; reason: RefusalReason | 'timeout' | 'network' }
export type Connection = { state: 'open' } | { state: 'connecting' } | { state: 'waiting'; retryAt: number }

const protocolVersion = 2
const answerWithinMs = 3000

class Live {
  connection: Connection = $state({ state: 'connecting' })
  /** Since when the server is away; null while it is there. */
  lostAt: number | null = $state(null)
  model: LiveModel = $state.raw(emptyModel())
  me: Me | null = $state(null)
  demo = $state(false)
  graceMs = $state(20_000)
  /** Server time minus the clock of this machine. */
  offset = $state(0)
  takenOver = $state(false)
  goodbye: string | null = $state(null)
  heardAt = $state(0)
  readonly tabId = newId()
  readonly #listeners = new Set<(message: ToWeb) => void>()
  readonly #waiting = new Map<string, (answer: Answer) => void>()
  #topics: Topic[] = []
  #pingedAt = 0
  readonly #socket = new LiveSocket<ToWeb, FromWeb>(
    '/api/v1/live',
    { type: 'ping' },
    {
      opened: () => this.#greet(),
      heard: (message) => this.#hear(message),
      lost: (retryAt) => this.#lose(retryAt),
    },
  )

  start(topics: Topic[]): void {
    this.#topics = topics
    this.goodbye = null
    this.#socket.start()
  }

  stop(): void {
    this.#socket.stop()
    this.model = emptyModel()
    this.me = null
    this.takenOver = false
    this.lostAt = null
    this.connection = { state: 'connecting' }
  }

  /** Tries to reconnect now, if it is away. */
  hurry(): void {
    this.#socket.hurry()
  }

  reconnect(): void {
    this.#socket.reconnect()
  }

  /** Send a command and wait for its answer, at most 3 s. */
  act(command: Command): Promise<Answer> {
    const id = newId()
    return new Promise((resolve) => {
      const settle = (answer: Answer): void => {
        clearTimeout(timer)
        this.#waiting.delete(id)
        resolve(answer)
      }
      const timer = setTimeout(() => settle({ ok: false, reason: 'timeout' }), answerWithinMs)
      this.#waiting.set(id, settle)
      if (!this.#socket.send({ ...command, id } as WebCommand)) settle({ ok: false, reason: 'network' })
    })
  }

  /** Hear every message that is not an entity change, for example seat.answer. */
  listen(listener: (message: ToWeb) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #greet(): void {
    const { epoch, topics } = this.model
    this.#pingedAt = Date.now()
    const wanted = this.#topics.map((topic) => {
      const seq = topics[topic].seq
      return seq < 0 ? { topic, epoch: null, seq: 0 } : { topic, epoch, seq }
    })
    this.#socket.send({ type: 'hello', protocolVersion, tabId: this.tabId, topics: wanted })
  }

  #lose(retryAt: number | null): void {
    this.lostAt ??= Date.now()
    this.connection = retryAt === null ? { state: 'connecting' } : { state: 'waiting', retryAt }
    for (const settle of [...this.#waiting.values()]) settle({ ok: false, reason: 'network' })
  }

  #hear(message: ToWeb): void {
    this.heardAt = Date.now()
    switch (message.type) {
      case 'hello':
        this.#settle(message)
        break
      case 'snapshot':
      case 'delta':
        this.#step(message)
        break
      case 'pong':
        this.offset = message.serverTime - Date.now()
        break
      case 'done':
        this.#waiting.get(message.id)?.({ ok: true, callId: message.result.callId ?? null })
        break
      case 'refused':
        this.#waiting.get(message.id)?.({ ok: false, reason: message.reason })
        break
      case 'seat.taken-over':
        this.takenOver = true
        break
      case 'goodbye':
        this.goodbye = message.reason
        break
      case 'seat.answer':
      case 'seat.state':
        break
    }
    for (const listener of this.#listeners) listener(message)
  }

  #settle(message: Extract<ToWeb, { type: 'hello' }>): void {
    const now = Date.now()
    this.offset = message.serverTime - (now + this.#pingedAt) / 2
    this.me = message.me
    this.demo = message.demo
    this.graceMs = message.graceMs
    this.goodbye = null
    this.lostAt = null
    this.connection = { state: 'open' }
    this.#socket.settled()
    this.#step(message)
  }

  #step(message: Parameters<typeof stepLive>[1]): void {
    const [model, gap] = stepLive(this.model, message)
    this.model = model
    if (gap !== null) this.#socket.reconnect()
  }
}

export const live = new Live()
