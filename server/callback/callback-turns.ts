// Whose turn it is to be called back. Rules B11-B14, B20, B21 in SPEC.md.

import type { CallId, Ms } from '#protocol/ids'
import type { QueueConfig } from '#protocol/queue-config'
import { NO_MARKS } from '../queue/entry-place.ts'
import type { CommandPorts } from '../site/commands.ts'
import type { Site } from '../site/site.ts'
import type { OpenCallback } from './callback.ts'
import { callbackFlow } from './callback-flow.ts'
import type { CallbackInput, Route } from './callback-inputs.ts'

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
      else if (callback.state === 'due') turn(site, ports, queue, callback)
      else if (callback.state === 'standing') keepStanding(site, ports, queue, callback)
      seen.add(whose)
    }
  })
}

/** In the order of their places. */
export const openCallbacks = (site: Site): OpenCallback[] =>
  [...site.runner.all('callback')]
    .filter((callback) => callback.state !== 'new' && callback.state !== 'ended')
    .sort((a, b) => a.place - b.place || a.askedAt - b.askedAt)

const isAgentFirst = ({ callback }: QueueConfig): boolean => callback?.first === 'agent'

/** B12, B20: who is called after an agent has taken him takes his place at once. */
function turn(site: Site, ports: TurnPorts, queue: QueueConfig, callback: OpenCallback): void {
  if (site.hoursOf(queue) !== 'open' || site.routing.staffing(queue.id) !== 'at-work') return
  if (!isAgentFirst(queue) && !isTurn(site, queue, callback)) return
  const route = routeFor(ports, callback)
  if (!route) return
  const { prompt } = queue.callback ?? { prompt: 'callback-hello' }
  const called = { callId: ports.newCallId(), ...route }
  const input: CallbackInput = isAgentFirst(queue)
    ? { type: 'stand', ...called }
    : { type: 'dial', ...called, flow: callbackFlow(queue.id, prompt, callback.language) }
  site.runner.dispatch('callback', callback.id, input)
}

/** B21: it leaves the queue when nobody is to be called now, or he would be called otherwise. A gateway or line that is away for a while changes nothing. */
function keepStanding(site: Site, ports: TurnPorts, queue: QueueConfig, callback: OpenCallback): void {
  const call = callback.callId === null ? null : site.liveCall(callback.callId)
  const route = routeFor(ports, callback)
  const isSame = route === null || JSON.stringify(route) === JSON.stringify(call?.callback?.toDial?.route)
  if (isSame && isAgentFirst(queue) && site.hoursOf(queue) === 'open') return
  if (call) site.runner.dispatch('call', call.id, { type: 'called-off', cause: 'cancelled' })
}

/** B13 */
function isTurn(site: Site, queue: QueueConfig, { id, place }: OpenCallback): boolean {
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

/** B12, B14: null while he cannot be called. */
function routeFor(ports: TurnPorts, callback: OpenCallback): Route | null {
  const number = ports.outbound(callback.number, null)
  if (!ports.gatewayConnected() || !number.ok) return null
  const line = ports.outboundLine(number, true)
  if (!line.ok) return null
  const { lineId, from, withheld } = line
  return { lineId, to: number.dial, from, withheld }
}
