// Asks for the agent's call to be transferred, as a console would.
import type { Page } from 'playwright-core'
import { PROTOCOL_VERSION } from '#protocol/version'

type Shown = { kind: string; value: { endedAt: number | null } | null }

/** 'done', or what the server said instead. */
export const transferCall = (page: Page, to: string): Promise<string> =>
  page.evaluate(transferHere, { to, protocolVersion: PROTOCOL_VERSION })

/** In the page, with its session. */
function transferHere({ to, protocolVersion }: { to: string; protocolVersion: number }): Promise<string> {
  const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/v1/live`)
  const send = (message: object) => socket.send(JSON.stringify(message))
  return new Promise((resolve) => {
    socket.onopen = () => {
      const topics = [{ topic: 'seat', epoch: null, seq: 0 }]
      send({ type: 'hello', protocolVersion, tabId: 'transfer', topics })
    }
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(String(data))
      // Calls that have just ended are among them.
      const isLive = ({ kind, value }: Shown) => kind === 'call' && value?.endedAt === null
      const call = message.type === 'snapshot' && message.entities.find(isLive)
      // The server answers an id that it knows as before, and does nothing.
      if (call) send({ type: 'call.transfer', id: crypto.randomUUID(), callId: call.id, to })
      if (['done', 'refused', 'goodbye'].includes(message.type)) {
        socket.close()
        resolve(message.type === 'done' ? 'done' : JSON.stringify(message))
      }
    }
  })
}
