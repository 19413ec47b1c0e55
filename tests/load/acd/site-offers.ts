// The whole site with its event log on disk: from "the agent is free" until the gateway is told of the offer, which
// happens when offer and decision are committed.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../../server/clock.ts'
import { SqlEventLog } from '../../../server/runner/sql-event-log.ts'
import { Site } from '../../../server/site/site.ts'
import { closeStores, openStores } from '../../../server/store/stores.ts'
import { emptySite, quietPorts } from '../../harness/site-samples.ts'
import { agentIds, queueOf, queuesFor, type Size } from './centre.ts'

const ROUNDS = 300

/** Milliseconds from free to offered, one per round. */
export async function siteOffers({ agents, waiting }: Size): Promise<number[]> {
  const dir = mkdtempSync(join(tmpdir(), 'acd-'))
  const stores = openStores(dir)
  let offered = (_agentId: string) => {}
  const queues = queuesFor(agents)
  const ids = agentIds(agents)
  const person = (id: string) =>
    [id, { id, number: id, name: id, role: 'agent', language: 'en', seatCodec: null }] as const
  const site = new Site(
    quietPorts({
      clock: systemClock(),
      log: new SqlEventLog(stores.events),
      send: (command) => command.type === 'seat.warm' && offered(command.seatId),
      prompt: () => null,
    }),
    emptySite({
      people: new Map(ids.map(person)),
      queues,
    }),
  )
  let callers = 0
  const comes = () => {
    const callId = `c${callers}`
    const queue = queues[queueOf(callers)] as (typeof queues)[number]
    const enteredAt = site.now()
    callers += 1
    const enter = {
      type: 'enter',
      callId,
      legId: 'l',
      queue,
      language: 'en',
      waiting: 0,
      head: false,
      enteredAt,
    } as const
    site.runner.dispatch('queue-entry', `${callId}.q1`, enter)
  }
  site.runner.run(() => {
    for (const id of ids) {
      site.runner.dispatch('agent', id, { type: 'seat.connected', connectionId: 'k' })
      site.runner.dispatch('agent', id, { type: 'sign-in' })
      site.runner.dispatch('agent', id, { type: 'dial', callId: 'busy' })
    }
    for (let i = 0; i < waiting; i++) comes()
  })
  await committed(site)
  const times: number[] = []
  for (let i = 0; i < ROUNDS; i++) {
    const id = ids[(i * 31) % ids.length] as string
    const told = new Promise<number>((resolve) => {
      offered = () => resolve(performance.now())
    })
    const callId = site.agent(id).activity.name === 'dialing' ? 'busy' : ''
    const freeAt = performance.now()
    site.runner.dispatch(
      'agent',
      id,
      callId === '' ? { type: 'finish-wrap-up' } : { type: 'call-ended', callId, wrapUpMs: 0 },
    )
    times.push((await told) - freeAt)
    takeCall(site, id)
    comes()
    await committed(site)
  }
  site.runner.stop()
  closeStores(stores)
  rmSync(dir, { recursive: true })
  return times
}

const committed = (site: Site): Promise<void> => new Promise((resolve) => site.runner.afterCommit(resolve))

/** The agent answers, talks and hangs up, and is in wrap-up again. */
function takeCall(site: Site, id: string): void {
  const { activity } = site.agent(id)
  if (activity.name !== 'ringing') throw new Error(`${id} is ${activity.name}`)
  const { callId, entryId, lease } = activity
  if (entryId === null) throw new Error(`${id} is rung by a colleague`)
  site.runner.dispatch('queue-entry', entryId, { type: 'accept', agentId: id, lease })
  site.runner.dispatch('agent', id, { type: 'talking', callId })
  site.runner.dispatch('agent', id, { type: 'call-ended', callId, wrapUpMs: 3_600_000 })
}
