import { expect, it } from 'vitest'
import type { GatewayCommand } from '#protocol/gateway-messages'
import { MemoryEventLog } from '../../tests/simulation/memory-event-log.ts'
import { VirtualTime } from '../../tests/simulation/virtual-time.ts'
import { type FactPorts, tellSite } from './facts.ts'
import { Site } from './site.ts'

const nothing = () => {}

function startSite(sent: GatewayCommand[]): Site {
  const ports = {
    clock: new VirtualTime(1_800_000_000_000).clock(),
    log: new MemoryEventLog(),
    send: (command: GatewayCommand) => void sent.push(command),
    prompt: () => null,
    changed: nothing,
    ended: nothing,
    known: { customer: () => null, lastAgent: () => null },
    promptMissing: nothing,
    flowAsks: () => Promise.resolve({ ok: false, values: {} }),
    fatal(cause: unknown) {
      throw cause
    },
  }
  const none = { people: new Map(), queues: [], teams: [], skills: [], flows: [], dids: [], hours: [], lines: [] }
  const site = new Site(ports, { ...none, seatCodec: 'auto', superviseTold: false, pickUpLockMs: 0 })
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
