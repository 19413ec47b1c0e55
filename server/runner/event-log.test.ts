import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { flowSample, hoursSample } from '../../tests/harness/samples.ts'
import { MemoryEventLog } from '../../tests/simulation/memory-event-log.ts'
import { closeStores, openStores } from '../store/stores.ts'
import { type Batch, type EventLog, emptyBatch, type LoggedInput } from './event-log.ts'
import { SqlEventLog } from './sql-event-log.ts'

const logs: Record<string, () => { log: EventLog; again: () => EventLog }> = {
  memory: () => {
    const log = new MemoryEventLog()
    return { log, again: () => log }
  },
  libSQL: () => {
    const directory = mkdtempSync(join(tmpdir(), 'event-log-'))
    const stores = openStores(directory)
    return {
      log: new SqlEventLog(stores.events),
      again() {
        closeStores(stores)
        return new SqlEventLog(openStores(directory).events)
      },
    }
  },
}

const offered = (id: string, at: number): LoggedInput => ({
  machine: 'call',
  machineId: id,
  callId: id,
  at,
  input: {
    type: 'offered',
    legId: `${id}.l`,
    lineId: 'trunk',
    did: '4008008888',
    customer: '',
    customerName: '"><b>',
    flow: flowSample(),
    hours: [hoursSample()],
  },
})
const open = (id: string, at: number): Batch => ({
  ...emptyBatch(),
  inputs: [offered(id, at)],
  lifecycle: [{ machine: 'call', id, open: true }],
})

describe.each(Object.entries(logs))('event log in %s', (_name, make) => {
  it('gives back the inputs of what is open, in order, after a restart', () => {
    const { log, again } = make()
    log.commit(open('c1', 1))
    log.commit(open('c2', 2))
    const hangUp: LoggedInput = {
      machine: 'call',
      machineId: 'c2',
      callId: 'c2',
      at: 3,
      input: { type: 'hang-up', agentId: 'a' },
    }
    log.commit({ ...emptyBatch(), inputs: [hangUp] })
    expect(again().openInputs()).toEqual([offered('c1', 1), offered('c2', 2), hangUp])
  })

  it('forgets an instance that has ended, and knows it again when it comes back', () => {
    const { log } = make()
    log.commit(open('c1', 1))
    log.commit({ ...emptyBatch(), lifecycle: [{ machine: 'call', id: 'c1', open: false }] })
    expect(log.openInputs()).toEqual([])
    log.commit(open('c1', 5))
    expect(log.openInputs()).toEqual([offered('c1', 5)])
  })

  it('remembers how far the facts of each gateway boot are on disk', () => {
    const { log, again } = make()
    log.commit({ ...emptyBatch(), factsThrough: [{ gatewayId: 'main', bootId: 'b1', seq: 7 }] })
    const later = again()
    expect(later.factsThrough('main', 'b1')).toBe(7)
    expect(later.factsThrough('main', 'b2')).toBe(0)
  })

  it('finds what the counters of a day are made from', () => {
    const { log } = make()
    const accept: LoggedInput = {
      machine: 'queue-entry',
      machineId: 'c1.q1',
      callId: 'c1',
      at: 9,
      input: { type: 'accept', agentId: 'a', lease: 1 },
    }
    log.commit({ ...emptyBatch(), inputs: [offered('c1', 8), accept] })
    expect(log.countedInputsSince(9)).toEqual([accept])
    expect(log.countedInputsSince(10)).toEqual([])
  })
})

describe('event log in libSQL', () => {
  it('writes nothing of a batch that cannot be written whole', () => {
    const stores = openStores(mkdtempSync(join(tmpdir(), 'event-log-')))
    const log = new SqlEventLog(stores.events)
    const broken = { ...open('c1', 1), records: [{ id: 'c1' }] } as unknown as Batch
    expect(() => log.commit(broken)).toThrow()
    expect(log.openInputs()).toEqual([])
    closeStores(stores)
  })
})
