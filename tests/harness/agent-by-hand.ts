// An agent without a browser, run by Bun: a session, the page's WebSocket, and a WebRTC end. Answers whatever is offered.
import { PROTOCOL_VERSION } from '../../server/protocol/version.ts'
import type { EntityChange, FromWeb, ToWeb, WebCommand } from '../../server/protocol/web-messages.ts'
import type { Api } from './api.ts'

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
    private readonly end: SeatEnd,
  ) {
    const headers = { cookie: api.cookie, origin: api.url }
    this.#socket = new WebSocket(`${api.url.replace('http', 'ws')}/api/v1/live`, { headers } as unknown as string[])
  }

  /** Signed in, reachable and available. */
  static async start(api: Api, end: SeatEnd): Promise<AgentByHand> {
    const agent = new AgentByHand(api, end)
    await agent.#start()
    return agent
  }

  /** Leaves as a page does that is closed. */
  async stop(): Promise<void> {
    this.#command({ type: 'agent.sign-out' })
    if (this.#ping) clearInterval(this.#ping)
    if (this.#sound) clearInterval(this.#sound)
    await this.end.close()
    this.#socket.close()
  }

  async #start(): Promise<void> {
    const socket = this.#socket
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve()
      socket.onerror = () => reject(new Error('the page’s socket did not open'))
    })
    socket.onmessage = ({ data }) => void this.#hear(JSON.parse(String(data)) as ToWeb)
    const topics = [{ topic: 'seat' as const, epoch: null, seq: 0 }]
    this.#send({ type: 'hello', protocolVersion: PROTOCOL_VERSION, tabId: crypto.randomUUID(), topics })
    this.#ping = setInterval(() => this.#send({ type: 'ping' }), PING_MS)
    this.#command({ type: 'agent.sign-in' })
    this.#command({ type: 'seat.connect', connectionId: crypto.randomUUID(), sdp: await this.end.offer() })
    const late = setTimeout(() => this.#up.reject(new Error(`${this.api.url}: the seat did not connect`)), CONNECT_MS)
    await this.#up.promise
    clearTimeout(late)
    const startedAt = performance.now()
    let sent = 0
    this.#sound = setInterval(() => {
      for (; sent * 20 < performance.now() - startedAt; sent++) this.end.send()
    }, 10)
    this.#command({ type: 'agent.set-presence', presence: 'available', reason: null })
  }

  async #hear(message: ToWeb): Promise<void> {
    if (message.type === 'hello') this.#agentId = message.me.agentId ?? ''
    else if (message.type === 'seat.answer') await this.end.connect(message.sdp).then(this.#up.resolve, this.#up.reject)
    else if (message.type === 'snapshot') for (const change of message.entities) this.#see(change)
    else if (message.type === 'delta') for (const change of message.changes) this.#see(change)
    else if (message.type === 'goodbye') console.log(`an agent's page was closed: ${message.reason}`)
    else if (message.type === 'refused' && message.reason !== 'already-taken')
      console.log(`an agent's command was refused: ${message.reason} ${message.detail}`)
  }

  #see({ kind, id, value }: EntityChange): void {
    if (kind !== 'call') return
    if (value?.stage !== 'ringing') {
      this.#asked.delete(id)
      return
    }
    if (value.agentId !== this.#agentId || this.#asked.has(id)) return
    this.#asked.add(id)
    this.answered += 1
    this.#command({ type: 'call.answer', callId: id })
  }

  #command(command: Command): void {
    this.#send({ ...command, id: crypto.randomUUID() } as WebCommand)
  }

  #send(message: FromWeb): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message))
  }
}
