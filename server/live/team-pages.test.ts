import { afterEach, beforeEach, expect, it } from 'vitest'
import { livePage, startTrial, type Trial } from '../http/trial-server.ts'
import { saveTeam } from '../team/team-store.ts'
import { setLeads } from '../user/user-store.ts'
import type { RawChange } from './core-port.ts'

let trial: Trial
let red: string
let blue: string
beforeEach(async () => {
  trial = await startTrial()
  ;[red, blue] = [idOf('8001'), idOf('8002')]
  for (const id of ['red', 'blue']) saveTeam(trial.parts.stores.core, { id, name: id, members: [] })
  setLeads(trial.parts.stores.core, idOf('8101'), ['red'])
})
afterEach(() => trial.close())

const idOf = (number: string) => trial.people.find((person) => person.number === number)?.userId ?? ''
/** With what tells whose it is; the rest does not matter here. */
const change = (kind: RawChange['kind'], id: string, value: object) =>
  ({ kind, id, value: { id, ...value } }) as RawChange
const agent = (id: string, ...teams: string[]) => change('agent', id, { teams, queues: [] })
const queue = (id: string, ...teams: string[]) => change('queue', id, { teams })
const call = (id: string, agentId: string | null, queueId: string | null = 'service') =>
  change('call', id, { agentId, queueId, customer: '', customerName: '', transfer: null, guests: [], calleeId: null })

it('a supervisor who leads teams is shown their agents, their queues and the calls of both, as they change', async () => {
  const { hub } = trial.parts
  hub.publish([agent(red, 'red'), agent(blue, 'blue'), queue('service', 'red'), queue('care', 'blue')])
  hub.publish([
    call('c1', red, 'care'),
    call('c2', blue),
    call('c3', null),
    call('c4', null, 'care'),
    call('c5', null, null),
  ])
  const page = livePage(trial, '8101', ['site'])
  const { entities } = await page.next('snapshot')
  expect(entities.map(({ kind, id }) => `${kind} ${id}`).toSorted()).toEqual(
    [`agent ${red}`, 'call c1', 'call c3', 'queue service'].toSorted(),
  )
  // Another team's agent takes the call; one comes into the team with her call.
  hub.publish([call('c3', blue)])
  expect((await page.next('delta')).changes).toEqual([{ kind: 'call', id: 'c3', value: null }])
  hub.publish([call('c2', blue), agent(blue, 'red', 'blue')])
  expect((await page.next('delta')).changes.map(({ id, value }) => [id, value !== null])).toEqual([
    ['c2', true],
    [blue, true],
  ])
})

it('a command for others is refused and audited; the right is asked for again with each command', async () => {
  trial.parts.hub.publish([agent(red, 'red'), agent(blue, 'blue'), queue('service', 'red'), queue('care', 'blue')])
  trial.parts.hub.publish([
    call('c1', red),
    call('c2', blue),
    call('c3', null),
    call('c4', blue, 'service'),
    call('c5', null, 'care'),
  ])
  const page = livePage(trial, '8101', ['site'])
  const presence = { presence: 'available', reason: null }
  const asked: [object, boolean][] = [
    [{ type: 'supervise.listen', callId: 'c1' }, true],
    [{ type: 'supervise.listen', callId: 'c2' }, false],
    [{ type: 'supervise.hang-up', callId: 'c2' }, false],
    [{ type: 'room.presence', agentId: red, ...presence }, true],
    [{ type: 'room.presence', agentId: blue, ...presence }, false],
    [{ type: 'room.sign-out', agentId: blue }, false],
    [{ type: 'room.to-head', callId: 'c3' }, true],
    [{ type: 'room.to-head', callId: 'c4' }, true],
    [{ type: 'room.move', callId: 'c5', queueId: 'service' }, false],
  ]
  for (const [i, [command, isTaken]] of asked.entries()) {
    page.send({ ...command, id: `${i}` })
    if (isTaken) expect((await page.next('done')).id).toBe(`${i}`)
    else expect(await page.next('refused')).toMatchObject({ id: `${i}`, reason: 'no-right' })
  }
  expect(trial.parts.audit.list(null, 1)[0]).toMatchObject({ action: 'right-refused', object: 'room.move' })
  setLeads(trial.parts.stores.core, idOf('8101'), ['blue'])
  page.send({ type: 'supervise.listen', id: 'last', callId: 'c1' })
  expect(await page.next('refused')).toMatchObject({ id: 'last', reason: 'no-right' })
  expect(trial.commands.map(({ id }) => id)).toEqual(['0', '3', '6', '7'])
})
