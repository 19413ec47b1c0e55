// Which tab of an agent holds the seat: signalling goes there, an older tab is told that it lost it.
import type { AgentId } from '#protocol/ids'
import type { LiveHub } from '../live/live-hub.ts'

export class SeatTabs {
  private readonly tabs = new Map<AgentId, { tabId: string; connectionId: string }>()

  constructor(private readonly hub: LiveHub) {}

  take(agentId: AgentId, tabId: string, connectionId: string): void {
    const before = this.tabs.get(agentId)
    this.tabs.set(agentId, { tabId, connectionId })
    if (before && before.tabId !== tabId) this.hub.toAgent(agentId, { type: 'seat.taken-over' }, before.tabId)
  }

  answered(agentId: AgentId, connectionId: string, sdp: string): void {
    const tab = this.tabs.get(agentId)
    if (tab?.connectionId === connectionId)
      this.hub.toAgent(agentId, { type: 'seat.answer', connectionId, sdp }, tab.tabId)
  }

  codec(agentId: AgentId, connectionId: string, codec: 'g711' | 'opus'): void {
    const tab = this.tabs.get(agentId)
    if (tab?.connectionId === connectionId)
      this.hub.toAgent(agentId, { type: 'seat.codec', connectionId, codec }, tab.tabId)
  }

  state(agentId: AgentId, connectionId: string, state: 'connected' | 'lost', reason: string): void {
    this.hub.toAgent(agentId, { type: 'seat.state', connectionId, state, reason })
  }

  closed(agentId: AgentId | null, tabId: string): void {
    if (agentId !== null && this.tabs.get(agentId)?.tabId === tabId) this.tabs.delete(agentId)
  }
}
