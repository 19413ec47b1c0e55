// Calls whoever is to be woken up now. Rules WU12, WU13 in SPEC.md.
import type { TurnPorts } from '../callback/callback-turns.ts'
import type { Site } from '../site/site.ts'
import type { OpenWakeUp } from './wake-up.ts'
import type { WakeUpRoute, WakeUpTarget } from './wake-up-inputs.ts'

/** By their times. */
export const openWakeUps = (site: Site): OpenWakeUp[] =>
  [...site.runner.all('wake-up')]
    .filter((wakeUp) => wakeUp.state !== 'new' && wakeUp.state !== 'ended')
    .sort((a, b) => a.at - b.at || a.setAt - b.setAt)

export function wakeUpInTime(site: Site, ports: TurnPorts): void {
  if (!ports.gatewayConnected()) return
  const due = openWakeUps(site).filter(({ state }) => state === 'due')
  for (const { id, wish } of due) {
    const route = routeTo(site, ports, wish.to)
    if (route === 'not-there') site.runner.dispatch('wake-up', id, { type: 'not-there' })
    else if (route) site.runner.dispatch('wake-up', id, { type: 'call', callId: ports.newCallId(), route })
  }
}

/** Null: not yet. */
function routeTo(site: Site, ports: TurnPorts, to: WakeUpTarget): WakeUpRoute | 'not-there' | null {
  if (to.kind === 'agent') {
    const person = site.configuration.people.get(to.agentId)
    const { presence, connectionId } = site.agent(to.agentId)
    if (!person || presence === 'signed-out' || connectionId === null) return 'not-there'
    return { ...to, number: person.number, name: person.name }
  }
  const number = ports.outbound(to.number, null)
  if (!number.ok) return null
  const line = ports.outboundLine(number, true)
  if (!line.ok) return null
  const { lineId, from, withheld } = line
  return { kind: 'number', lineId, customer: number.customer, to: number.dial, from, withheld }
}
