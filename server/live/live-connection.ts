// One page's socket: hello first, then commands one after the other, each with its right checked anew.
import type { Ms } from '#protocol/ids'
import type { RefusalReason } from '#protocol/reasons'
import { FromWeb, type Me, type Topic, type ToWeb, type WebCommand } from '#protocol/web-messages'
import { matches } from '../http/body.ts'
import { createRateLimit } from '../http/rate-limit.ts'
import { PROTOCOL_VERSION } from '../protocol/version.ts'
import { commandAction, may, scopeOf } from '../user/may.ts'
import type { SignedIn } from '../user/sessions.ts'
import type { RawDelta } from './channel.ts'
import { objectOf } from './command-object.ts'
import type { CommandReplies } from './command-replies.ts'
import type { CorePort } from './core-port.ts'
import type { LiveHub, LivePage } from './live-hub.ts'
import { shownChange, topicAction } from './shape.ts'

const COMMAND_BURST = 60
const COMMANDS_PER_SECOND = 20
const MAX_WAITING_MESSAGES = 100

export type LiveDeps = {
  hub: LiveHub
  core: CorePort
  replies: CommandReplies
  now(): Ms
  demo: boolean
  graceMs: Ms
  /** Who holds the session now; null once it has ended. */
  still(session: string): SignedIn | null
  refused(me: Me, what: string): void
}

/** The transport: `send` tells whether the text was taken. */
export type Wire = { send(text: string): boolean; close(code: number, reason: string): void }

type Hello = Extract<FromWeb, { type: 'hello' }>
type Goodbye = Extract<ToWeb, { type: 'goodbye' }>['reason']

export class LiveConnection implements LivePage {
  tabId = ''
  private readonly leave: (() => void)[] = []
  private readonly limit = createRateLimit(COMMAND_BURST, COMMANDS_PER_SECOND)
  private last: Promise<void> = Promise.resolve()
  private waiting = 0
  private isOpen = true

  constructor(
    private readonly deps: LiveDeps,
    private readonly wire: Wire,
    private readonly signedIn: SignedIn,
  ) {
    // From now on, so that a session that ends before the hello takes its socket along.
    this.leave.push(deps.hub.enter(this))
  }

  get session(): string {
    return this.signedIn.session
  }

  get agentId(): string | null {
    return this.signedIn.me.agentId
  }

  /** Keeps the order of the page's messages, whatever each takes. */
  receive(message: unknown): Promise<void> {
    if (this.waiting >= MAX_WAITING_MESSAGES) return Promise.resolve(this.close('rate-limited'))
    this.waiting += 1
    this.last = this.last
      .then(() => this.handle(message))
      .finally(() => {
        this.waiting -= 1
      })
    return this.last
  }

  send(message: ToWeb): void {
    if (!this.isOpen) return
    // A page that does not read loses its place: it comes back and is given a fresh snapshot.
    if (!this.wire.send(JSON.stringify(message))) this.end(1013, 'too slow')
  }

  close(reason: Goodbye): void {
    this.send({ type: 'goodbye', reason })
    this.end(1000, reason)
  }

  /** The socket has closed. */
  closed(): void {
    if (!this.isOpen) return
    this.isOpen = false
    for (const leave of this.leave) leave()
    if (this.tabId !== '') this.deps.core.tabClosed(this.signedIn.me, this.tabId)
  }

  private end(code: number, reason: string): void {
    this.wire.close(code, reason)
    this.closed()
  }

  private async handle(message: unknown): Promise<void> {
    if (!this.isOpen) return
    if (!matches(FromWeb, message)) return this.misunderstood(message)
    if (message.type === 'hello') return this.hello(message)
    if (this.tabId === '') return this.close('invalid-message')
    if (message.type === 'ping') return this.send({ type: 'pong', serverTime: this.deps.now() })
    if (this.limit.take('', this.deps.now()) > 0) return this.refuse(message.id, 'rate-limited')
    return this.command(message)
  }

  private misunderstood(message: unknown): void {
    const id = typeof message === 'object' && message !== null && 'id' in message ? message.id : null
    if (this.tabId === '' || typeof id !== 'string' || id.length > 64) this.close('invalid-message')
    else this.refuse(id, 'invalid-message')
  }

  private hello(hello: Hello): void {
    if (hello.protocolVersion !== PROTOCOL_VERSION) this.close('version-mismatch')
    else if (this.tabId !== '') this.close('invalid-message')
    else this.welcome(hello)
  }

  private welcome(hello: Hello): void {
    const { hub, now, demo, graceMs } = this.deps
    const { me } = this.signedIn
    this.tabId = hello.tabId
    this.send({
      type: 'hello',
      protocolVersion: PROTOCOL_VERSION,
      epoch: hub.epoch,
      serverTime: now(),
      me,
      demo,
      graceMs,
    })
    for (const { topic, epoch, seq } of new Map(hello.topics.map((item) => [item.topic, item])).values()) {
      if (may(me, topicAction[topic])) this.subscribe(topic, epoch === hub.epoch ? seq : null)
      else this.refuse(`topic:${topic}`, 'no-right')
    }
  }

  private subscribe(topic: Topic, from: number | null): void {
    const { hub } = this.deps
    const { me } = this.signedIn
    const channel = hub.channel(topic, me)
    const whole = scopeOf(me, 'number.reveal') === 'all'
    const show = ({ seq, changes }: RawDelta) =>
      this.send({ type: 'delta', topic, seq, changes: changes.map((change) => shownChange(change, whole)) })
    const missed = from === null ? null : channel.since(from)
    if (missed === null) {
      const entities = channel.snapshot().map((change) => shownChange(change, whole))
      this.send({ type: 'snapshot', topic, seq: channel.seq, entities })
    } else {
      missed.forEach(show)
    }
    this.leave.push(channel.listen(show))
  }

  private async command(command: WebCommand): Promise<void> {
    const { core, hub, replies, still, refused } = this.deps
    const now = still(this.session)
    if (now === null) return this.close('not-signed-in')
    if (!may(now.me, commandAction[command.type], objectOf(hub, command))) {
      refused(now.me, command.type)
      return this.refuse(command.id, 'no-right')
    }
    const reply = await replies.once(now.me.userId, command.id, () => core.command(now.me, this.tabId, command))
    if (reply.ok) this.send({ type: 'done', id: command.id, result: reply.result ?? {} })
    else this.refuse(command.id, reply.reason, reply.detail)
  }

  private refuse(id: string, reason: RefusalReason, detail = ''): void {
    this.send({ type: 'refused', id, reason, detail })
  }
}
