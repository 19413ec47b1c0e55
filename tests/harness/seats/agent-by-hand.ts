// A seat without a browser, run by Bun: a session, the page's WebSocket, and where it has sound a WebRTC end.
import { PROTOCOL_VERSION } from '../../../server/protocol/version.ts'
import type { EntityChange, FromWeb, Topic, ToWeb, WebCommand } from '../../../server/protocol/web-messages.ts'
import type { Api } from '../api.ts'

const PING_MS = 5000
const CONNECT_MS = 20_000

type Command = WebCommand extends infer C ? (C extends { id: string } ? Omit<C, 'id'> : never) : never

/** The far end of the seat's sound; it sends a frame each time it is told. */
export type SeatEnd = {
  offer(): Promise<string>
  connect(answer: string): Promise<void>
  send(): void
  close(): Promise<void>
}

export type SeatOptions = {
  /** Takes whatever rings. */
  answers?: boolean
  topic?: Topic
  /** Everything that the server tells the page. */
  heard?(message: ToWeb): void
}

export class AgentByHand {
  answered = 0
  readonly #socket: WebSocket
  readonly #asked = new Set<string>()
  #agentId = ''
  #ping: ReturnType<typeof setInterval> | null = null
  #sound: ReturnType<typeof setInterval> | null = null
  readonly #up = Promise.withResolvers<void>()

  private constructor(
    private readonly api: Api,
    private readonly end: SeatEnd | null,
    private readonly options: SeatOptions,
  ) {
    const headers = { cookie: api.cookie, origin: api.url }
    this.#socket = new WebSocket(`${api.url.replace('http', 'ws')}/api/v1/live`, { headers } as unknown as string[])
  }

  /** Signed in and available, with an end also reachable; who follows another topic only watches. */
  static async start(api: Api, end: SeatEnd | null, options: SeatOptions = { answers: true }): Promise<AgentByHand> {
    const agent = new AgentByHand(api, end, options)
    await agent.#start()
    return agent
  }

  /** Leaves as a page does that is closed. */
  async stop(): Promise<void> {
    this.command({ type: 'agent.sign-out' })
    if (this.#ping) clearInterval(this.#ping)
    if (this.#sound) clearInterval(this.#sound)
    await this.end?.close()
    this.#socket.close()
  }

  command(command: Command, id: string = crypto.randomUUID()): void {
    this.#send({ ...command, id } as WebCommand)
  }

  async #start(): Promise<void> {
    const socket = this.#socket
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve()
      socket.onerror = () => reject(new Error('the page’s socket did not open'))
    })
    socket.onmessage = ({ data }) => void this.#hear(JSON.parse(String(data)) as ToWeb)
    const { topic = 'seat' } = this.options
    const topics = [{ topic, epoch: null, seq: 0 }]
    this.#send({ type: 'hello', protocolVersion: PROTOCOL_VERSION, tabId: crypto.randomUUID(), topics })
    this.#ping = setInterval(() => this.#send({ type: 'ping' }), PING_MS)
    if (topic !== 'seat') return
    this.command({ type: 'agent.sign-in' })
    if (this.end !== null) await this.#connect(this.end)
    this.command({ type: 'agent.set-presence', presence: 'available', reason: null })
  }

  async #connect(end: SeatEnd): Promise<void> {
    this.command({ type: 'seat.connect', connectionId: crypto.randomUUID(), sdp: await end.offer() })
    const late = setTimeout(() => this.#up.reject(new Error(`${this.api.url}: the seat did not connect`)), CONNECT_MS)
    await this.#up.promise
    clearTimeout(late)
    const startedAt = performance.now()
    let sent = 0
    this.#sound = setInterval(() => {
      for (; sent * 20 < performance.now() - startedAt; sent++) end.send()
    }, 10)
  }

  async #hear(message: ToWeb): Promise<void> {
    this.options.heard?.(message)
    if (message.type === 'hello') this.#agentId = message.me.agentId ?? ''
    else if (message.type === 'seat.answer')
      await this.end?.connect(message.sdp).then(this.#up.resolve, this.#up.reject)
    else if (message.type === 'snapshot') for (const change of message.entities) this.#see(change)
    else if (message.type === 'delta') for (const change of message.changes) this.#see(change)
    else if (message.type === 'goodbye') console.error(`an agent's page was closed: ${message.reason}`)
    else if (message.type === 'refused' && message.reason !== 'already-taken' && this.options.answers)
      console.error(`an agent's command was refused: ${message.reason} ${message.detail}`)
  }

  #see({ kind, id, value }: EntityChange): void {
    if (kind !== 'call' || !this.options.answers) return
    if (value?.stage !== 'ringing') {
      this.#asked.delete(id)
      return
    }
    if (value.agentId !== this.#agentId || this.#asked.has(id)) return
    this.#asked.add(id)
    this.answered += 1
    this.command({ type: 'call.answer', callId: id })
  }

  #send(message: FromWeb): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message))
  }
}
