import { expect, it } from 'vitest'
import type { GatewayCommand } from '#protocol/gateway-messages'
import { emptySite, quietPorts, stranger } from '../../tests/harness/site-samples.ts'
import { MemoryEventLog } from '../../tests/simulation/memory-event-log.ts'
import { VirtualTime } from '../../tests/simulation/virtual-time.ts'
import type { CallRecord } from '../call/call-inputs.ts'
import { type FactPorts, tellSite } from './facts.ts'
import { Site } from './site.ts'

const nothing = () => {}

function startSite(sent: GatewayCommand[], records: CallRecord[] = []): Site {
  const clock = new VirtualTime(1_800_000_000_000).clock()
  const log = new MemoryEventLog()
  const told = {
    send: (command: GatewayCommand) => void sent.push(command),
    ended: (record: CallRecord) => void records.push(record),
  }
  const site = new Site(quietPorts({ clock, log, ...told }), emptySite())
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

it('C2, N15 a call that a list refuses without a word is told busy, has its record, and is told to the audit trail', () => {
  const sent: GatewayCommand[] = []
  const records: CallRecord[] = []
  const site = startSite(sent, records)
  const refused: unknown[] = []
  const list = {
    ...{ id: 'b', name: 'Nuisance', kind: 'black', enabled: true, direction: 'both', only: false, fourEyes: true },
    ...{ defaultDays: null, answer: { kind: 'busy' } },
  } as const
  const ports = {
    newCallId: () => 'c1',
    number: (presented: string) => presented,
    caller: () => ({ ...stranger, refusal: { list, entryId: 'e1' } }),
    refused: (...told: unknown[]) => void refused.push(told),
  } as unknown as FactPorts
  const offered = {
    type: 'leg.offered',
    legId: 'l1',
    lineId: 'trunk',
    dialed: '400',
    presented: '10086',
    name: '',
  } as const
  tellSite(site, ports, offered)
  site.runner.flush()
  expect(sent).toEqual([{ type: 'leg.hang-up', legId: 'l1', cause: 'busy' }])
  expect(refused).toEqual([['c1', '10086', 'trunk', { id: 'b', name: 'Nuisance', entry: 'e1' }]])
  expect(records).toMatchObject([{ outcome: 'refused', cause: 'busy', customer: '10086' }])
})
