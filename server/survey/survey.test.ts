import { afterEach, beforeEach, expect, it } from 'vitest'
import type { SurveyCalls, SurveyResults } from '#protocol/surveys'
import { insertSurvey } from '../flow/survey-store.ts'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { saveTeam } from '../team/team-store.ts'
import { setLeads } from '../user/user-store.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
  answered('a', '8001', 'service', 5, 1000)
  answered('b', '8001', 'care', 2, 2000)
  answered('c', '8002', 'service', 4, 3000, 'speed')
  answered('d', null, 'service', 1, 4000)
})
afterEach(() => trial.close())

const idOf = (number: string): string => trial.people.find((person) => person.number === number)?.userId ?? ''
const get = async (path: string, as: string) => (await trial.call('GET', `/api/v1${path}`, { as })).json()
const results = async (as: string, query = ''): Promise<SurveyResults> => get(`/surveys${query}`, as)
const calls = async (as: string, query = ''): Promise<[string, number][]> =>
  ((await get(`/surveys/calls${query}`, as)) as SurveyCalls).rows.map(({ id, score }) => [id, score])

function answered(id: string, agent: string | null, queueId: string, score: number, at: number, topic = 'service') {
  const { events } = trial.parts.stores
  const agentId = agent === null ? null : idOf(agent)
  events.run(
    `insert into call_record values (?, 'in', '+8613912345678', '4008008888', null, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0,
     'answered', 'normal', 'customer', '[]')`,
    ...[id, queueId, agentId, at, at, at + 500],
  )
  insertSurvey(events, { callId: id, runId: `${id}.f1`, node: 's', topic, score, queueId, agentId, at })
}

it('are counted with mean and scores, by queue and by agent (U1, U3)', async () => {
  const all = await results('8201')
  expect(all).toMatchObject({ count: 4, mean: 3, topics: ['service', 'speed'] })
  expect(all.scores.map(({ score, count }) => [score, count])).toEqual([
    [1, 1],
    [2, 1],
    [3, 0],
    [4, 1],
    [5, 1],
  ])
  const rounded = all.queues.map(({ id, count, mean }) => [id, count, Math.round((mean ?? 0) * 100) / 100])
  expect(rounded).toEqual([
    ['service', 3, 3.33],
    ['care', 1, 2],
  ])
  expect(all.agents.map(({ id, count, mean }) => [id, count, mean])).toContainEqual([idOf('8001'), 2, 3.5])
})

it('are narrowed by queue, agent, topic and time; behind every number stand its calls (U4)', async () => {
  expect(await results('8201', '?queue=care')).toMatchObject({ count: 1, mean: 2 })
  expect(await results('8201', `?agent=${idOf('8001')}&from=1500`)).toMatchObject({ count: 1, mean: 2 })
  expect(await results('8201', '?topic=speed')).toMatchObject({ count: 1, topics: ['service', 'speed'] })
  expect(await results('8201', '?from=9000')).toEqual({
    ...{ count: 0, mean: null, scores: [], queues: [], agents: [], topics: [] },
  })
  expect(await calls('8201', '?queue=service')).toEqual([
    ['d', 1],
    ['c', 4],
    ['a', 5],
  ])
  expect(await calls('8201', '?queue=service&score=4')).toEqual([['c', 4]])
})

it('reach as far as the calls that one reads: own, one’s teams’, all (U2)', async () => {
  expect(await calls('8001')).toEqual([
    ['b', 2],
    ['a', 5],
  ])
  const { core } = trial.parts.stores
  saveTeam(core, { id: 'red', name: 'Red', members: [idOf('8002')] })
  setLeads(core, idOf('8101'), ['red'])
  expect((await calls('8101')).map(([id]) => id)).toContain('c')
  expect((await calls('8101')).map(([id]) => id)).not.toContain('a')
  expect((await results('8001')).count).toBe(2)
})
