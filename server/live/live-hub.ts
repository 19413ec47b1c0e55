// The live side of the site: the core publishes what changed, pages are told what they may see of it.
import type { EntityKind, Topic, ToWeb } from '#protocol/web-messages'
import { newId } from '../store/stores.ts'
import { Channel, type Viewer } from './channel.ts'
import type { RawChange, RawEntities } from './core-port.ts'
import { createLiveState } from './live-state.ts'

/** A page's socket that has said hello. */
export type LivePage = {
  readonly session: string
  readonly agentId: string | null
  readonly tabId: string
  send(message: ToWeb): void
  close(reason: Extract<ToWeb, { type: 'goodbye' }>['reason']): void
}

export type LiveHub = {
  /** This boot: numbers of another one mean nothing. */
  readonly epoch: string
  publish(changes: RawChange[]): void
  find<K extends EntityKind>(kind: K, id: string): RawEntities[K] | null
  list<K extends EntityKind>(kind: K): RawEntities[K][]
  channel(topic: Topic, viewer: Viewer): Channel
  enter(page: LivePage): () => void
  /** To one tab of an agent, or to all of them. */
  toAgent(agentId: string, message: ToWeb, tabId?: string): void
  toAll(message: ToWeb): void
  /** Closes every socket of a session. */
  endSession(session: string, reason: 'signed-out' | 'not-signed-in'): void
  /** Closes every socket: the server stops. */
  shutdown(): void
  pages(): number
  /** Sessions with an open page. */
  sessions(): ReadonlySet<string>
}

export function createLiveHub(epoch = newId()): LiveHub {
  const state = createLiveState()
  const channels = new Map<string, Channel>()
  const pages = new Set<LivePage>()
  return {
    epoch,
    publish(changes) {
      for (const change of changes) state.apply(change)
      for (const channel of channels.values()) channel.publish(changes)
    },
    find: state.find,
    list: state.list,
    channel(topic, { agentId, leads }) {
      const viewer = { agentId: topic === 'seat' ? agentId : null, leads: topic === 'seat' ? null : leads }
      const key = `${topic} ${viewer.agentId ?? ''} ${viewer.leads?.join() ?? '*'}`
      const channel = channels.get(key) ?? new Channel(topic, viewer, state)
      channels.set(key, channel)
      return channel
    },
    enter(page) {
      pages.add(page)
      return () => pages.delete(page)
    },
    toAgent(agentId, message, tabId) {
      for (const page of pages) {
        if (page.agentId === agentId && (tabId === undefined || page.tabId === tabId)) page.send(message)
      }
    },
    toAll(message) {
      for (const page of pages) page.send(message)
    },
    endSession(session, reason) {
      for (const page of [...pages]) if (page.session === session) page.close(reason)
    },
    shutdown() {
      for (const page of [...pages]) page.close('shutdown')
    },
    pages: () => pages.size,
    sessions: () => new Set([...pages].map((page) => page.session)),
  }
}
