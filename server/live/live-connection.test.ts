import { describe, expect, it } from 'vitest'
import type { ToWeb } from '#protocol/web-messages'
import { idleCore } from '../http/trial-server.ts'
import { PROTOCOL_VERSION } from '../protocol/version.ts'
import { rightsOf } from '../user/may.ts'
import type { SignedIn } from '../user/sessions.ts'
import { Channel } from './channel.ts'
import { createCommandReplies } from './command-replies.ts'
import type { RawChange } from './core-port.ts'
import { LiveConnection, type LiveDeps } from './live-connection.ts'
import { createLiveHub } from './live-hub.ts'
import { createLiveState } from './live-state.ts'

const signedIn = (): SignedIn => {
  const actor = { userId: 'u', role: 'supervisor' as const, agentId: null, leads: null }
  const user = {
    id: 'u',
    number: '8101',
    name: 'S',
    role: actor.role,
    language: 'en' as const,
    disabled: false,
    seatCodec: null,
    autoAnswer: false,
    leads: null,
  }
  return { session: 's', user, me: { ...actor, number: '8101', name: 'S', language: 'en', rights: rightsOf(actor) } }
}
const NOBODY = { agentId: null, leads: null }
const gateway = (id: string, since = 0): RawChange => ({ kind: 'gateway', id, value: { id, connected: true, since } })

function connection(takes: (sent: number) => boolean) {
  const hub = createLiveHub('epoch')
  const sent: ToWeb[] = []
  const closes: number[] = []
  const gone: string[] = []
  const deps: LiveDeps = {
    hub,
    core: {
      ...idleCore,
      tabClosed: (_, tabId) => gone.push(tabId),
    },
    replies: createCommandReplies(),
    now: () => 0,
    demo: false,
    graceMs: 1,
    still: () => signedIn(),
    refused: () => undefined,
  }
  const send = (text: string) => {
    if (!takes(sent.length)) return false
    sent.push(JSON.parse(text))
    return true
  }
  const live = new LiveConnection(deps, { send, close: (code) => closes.push(code) }, signedIn())
  const topics = [{ topic: 'status' as const, epoch: null, seq: 0 }]
  void live.receive({ type: 'hello', protocolVersion: PROTOCOL_VERSION, tabId: 't', topics })
  return { hub, live, sent, closes, gone }
}

describe('a page that does not read', () => {
  it('is closed at the first message that was dropped, and hears nothing more', async () => {
    const { hub, live, sent, closes, gone } = connection((count) => count < 2)
    await live.receive({ type: 'ping' })
    hub.publish([gateway('g')])
    expect(sent.map((message) => message.type)).toEqual(['hello', 'snapshot'])
    expect(closes).toEqual([1013])
    expect(hub.pages()).toBe(0)
    expect(gone).toEqual(['t'])
  })
})

describe('a page that floods', () => {
  it('is closed when a hundred messages wait', async () => {
    const { live, sent } = connection(() => true)
    await Promise.all(Array.from({ length: 150 }, () => live.receive({ type: 'ping' })))
    expect(sent.at(-1)).toEqual({ type: 'goodbye', reason: 'rate-limited' })
  })
})

describe('a channel', () => {
  it('keeps a bounded ring and says when what is asked for has left it', () => {
    const state = createLiveState()
    const channel = new Channel('status', NOBODY, state, 3)
    for (let i = 1; i <= 5; i += 1) channel.publish([gateway('g', i)])
    expect(channel.since(2)?.map((delta) => delta.seq)).toEqual([3, 4, 5])
    expect(channel.since(5)).toEqual([])
    expect(channel.since(1)).toBeNull()
    expect(channel.since(6)).toBeNull()
  })

  it('numbers only what it shows', () => {
    const channel = new Channel('site', NOBODY, createLiveState())
    channel.publish([gateway('g')])
    expect(channel.seq).toBe(0)
  })

  it('replayed in order gives the same as its snapshot', () => {
    const state = createLiveState()
    const channel = new Channel('status', NOBODY, state)
    const map = new Map<string, unknown>()
    channel.listen(({ changes }) => {
      for (const change of changes) {
        if (change.value === null) map.delete(change.id)
        else map.set(change.id, change.value)
      }
    })
    for (let i = 0; i < 200; i += 1) {
      const id = `g${(i * 7) % 11}`
      const change = i % 3 === 0 ? { kind: 'gateway' as const, id, value: null } : gateway(id, i)
      state.apply(change)
      channel.publish([change])
    }
    expect(new Map(channel.snapshot().map(({ id, value }) => [id, value]))).toEqual(map)
  })
})
