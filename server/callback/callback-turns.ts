// Whose turn it is to be called back. Rules B11-B16 in SPEC.md.

import type { CallId, Ms } from '#protocol/ids'
import type { QueueConfig } from '#protocol/queue-config'
import { NO_MARKS } from '../queue/entry-place.ts'
import type { CommandPorts } from '../site/commands.ts'
import type { Site } from '../site/site.ts'
import type { OpenCallback } from './callback.ts'
import { callbackFlow } from './callback-flow.ts'

export type TurnPorts = Pick<CommandPorts, 'gatewayConnected' | 'outbound' | 'outboundLine'> & { newCallId(): CallId }

/** B13: what calling the customer and saying who calls takes: an agent is to be free after that. */
export const AHEAD_MS: Ms = 20_000

/** Calls everybody whose turn has come; takes back what cannot be kept. */
export function callBackInTurn(site: Site, ports: TurnPorts): void {
  const open = openCallbacks(site)
  if (open.length === 0) return
  site.runner.run(() => {
    const seen = new Set<string>()
    for (const callback of open) {
      const queue = site.configuration.queues.find(({ id }) => id === callback.queueId)
      const whose = `${callback.queueId} ${callback.number}`
      if (!queue || seen.has(whose)) site.runner.dispatch('callback', callback.id, { type: 'cancel' })
      else if (callback.state === 'due' && isTurn(site, queue, callback)) dial(site, ports, queue, callback)
      seen.add(whose)
    }
  })
}

/** In the order of their places. */
export const openCallbacks = (site: Site): OpenCallback[] =>
  [...site.runner.all('callback')]
    .filter((callback) => callback.state !== 'new' && callback.state !== 'ended')
    .sort((a, b) => a.place - b.place || a.askedAt - b.askedAt)

/** B12, B13 */
function isTurn(site: Site, queue: QueueConfig, { id, place }: OpenCallback): boolean {
  if (site.hoursOf(queue) !== 'open' || site.routing.staffing(queue.id) !== 'at-work') return false
  const before = openCallbacks(site).filter((other) => other.queueId === queue.id && isBeingCalled(site, other)).length
  const waiting = site.routing.waiting.positionOf({ id, queue, head: false, marks: NO_MARKS, enteredAt: place })
  const wait = site.expectedWait(queue.id, waiting + before)
  return wait === null || wait.medianMs <= AHEAD_MS
}

/** Who has been called and waits in the queue is counted there. */
function isBeingCalled(site: Site, callback: OpenCallback): boolean {
  const stage = callback.state === 'dialing' ? site.liveCall(callback.callId)?.stage.name : undefined
  return stage === 'answering' || stage === 'menu'
}

function dial(site: Site, ports: TurnPorts, queue: QueueConfig, callback: OpenCallback): void {
  const number = ports.outbound(callback.number)
  const line = ports.outboundLine()
  if (!ports.gatewayConnected() || !number.ok || !line.ok) return
  const flow = callbackFlow(queue.id, queue.callback?.prompt ?? 'callback-hello', callback.language)
  const { lineId, from, withheld } = line
  const to = number.dial
  site.runner.dispatch('callback', callback.id, {
    type: 'dial',
    callId: ports.newCallId(),
    lineId,
    to,
    from,
    withheld,
    flow,
  })
}
