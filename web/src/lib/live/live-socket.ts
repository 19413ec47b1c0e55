// One WebSocket at a time to the server: reconnects, keeps it alive, tells what it hears. Knows nothing of its meaning.
import { reconnectDelay } from './backoff.ts'

// What is shown as live is never older than 5 s while the server answers.
const pingEveryMs = 4000
const silentForMs = 25_000
const connectWithinMs = 10_000

export type SocketEvents<In> = {
  opened: () => void
  heard: (message: In) => void
  /** `retryAt` null: it reconnects at this moment. */
  lost: (retryAt: number | null) => void
}

export class LiveSocket<In, Out> {
  #socket: WebSocket | null = null
  #attempt = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  #beat: ReturnType<typeof setInterval> | undefined
  #heardAt = 0
  #stopped = true
  readonly #path: string
  readonly #ping: Out | null
  readonly #events: SocketEvents<In>

  constructor(path: string, ping: Out | null, events: SocketEvents<In>) {
    this.#path = path
    this.#ping = ping
    this.#events = events
  }

  start(): void {
    if (!this.#stopped) return
    this.#stopped = false
    for (const name of ['online', 'focus', 'keydown'] as const) addEventListener(name, this.hurry)
    this.#beat = setInterval(this.#keepAlive, pingEveryMs)
    this.#connect()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#retry)
    clearInterval(this.#beat)
    for (const name of ['online', 'focus', 'keydown'] as const) removeEventListener(name, this.hurry)
    this.#drop()
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN
  }

  send(message: Out): boolean {
    if (!this.isOpen) return false
    this.#socket?.send(JSON.stringify(message))
    return true
  }

  /** Start again from the greeting, for example after a gap in the numbers. */
  reconnect(): void {
    this.#drop()
    this.#attempt = 0
    if (!this.#stopped) this.#connect()
  }

  /** The greeting was answered: the next loss starts again at half a second. */
  settled(): void {
    this.#attempt = 0
  }

  /** Does not wait for its turn: somebody has a reason to think that the network is there again. */
  readonly hurry = (): void => {
    if (this.#stopped || this.#socket !== null) return
    this.#connect()
  }

  readonly #keepAlive = (): void => {
    // Without a ping nothing comes while nothing happens: silence says nothing then.
    if (!this.isOpen || this.#ping === null) return
    if (Date.now() - this.#heardAt > silentForMs) this.#fail()
    else this.send(this.#ping)
  }

  #connect(): void {
    clearTimeout(this.#retry)
    const { protocol, host } = location
    const socket = new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}${this.#path}`)
    this.#socket = socket
    const giveUp = setTimeout(() => socket === this.#socket && this.#fail(), connectWithinMs)
    socket.onopen = () => {
      clearTimeout(giveUp)
      this.#heardAt = Date.now()
      this.#events.opened()
    }
    socket.onmessage = (event) => {
      this.#heardAt = Date.now()
      if (typeof event.data === 'string') this.#events.heard(JSON.parse(event.data) as In)
    }
    socket.onclose = () => {
      clearTimeout(giveUp)
      if (socket === this.#socket) this.#fail()
    }
    this.#events.lost(null)
  }

  #drop(): void {
    const socket = this.#socket
    this.#socket = null
    if (socket === null) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close()
  }

  #fail(): void {
    this.#drop()
    if (this.#stopped) return
    const wait = reconnectDelay(this.#attempt, Math.random())
    this.#attempt += 1
    this.#retry = setTimeout(() => this.#connect(), wait)
    this.#events.lost(Date.now() + wait)
  }
}
