import { expect, it } from 'vitest'
import type { GatewayCommand } from '#protocol/gateway-messages'
import { emptySite, quietPorts } from '../../tests/harness/site-samples.ts'
import { MemoryEventLog } from '../../tests/simulation/memory-event-log.ts'
import { VirtualTime } from '../../tests/simulation/virtual-time.ts'
import { type FactPorts, tellSite } from './facts.ts'
import { Site } from './site.ts'

const nothing = () => {}

function startSite(sent: GatewayCommand[]): Site {
  const clock = new VirtualTime(1_800_000_000_000).clock()
  const log = new MemoryEventLog()
  const site = new Site(quietPorts({ clock, log, send: (command) => void sent.push(command) }), emptySite())
  site.recover()
  return site
}

it('L12 a leg that was asked for in the same moment as the gateway lists its legs is on its way, not gone', () => {
  const sent: GatewayCommand[] = []
  const site = startSite(sent)
  const ports = {
    pendingLegs: () => new Set(sent.flatMap((command) => (command.type === 'leg.open-seat' ? [command.legId] : []))),
    recordingsRunning: nothing,
  } as unknown as FactPorts
  site.runner.dispatch('leg', 'c1.s1', { type: 'open-seat', callId: 'c1', agentId: 'a1' })
  tellSite(site, ports, { type: 'gateway.snapshot', legs: [], seats: [], players: [], recordings: [] })
  expect(site.runner.get('leg', 'c1.s1')).toMatchObject({ state: 'opening' })
})
