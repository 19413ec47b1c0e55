import { afterEach, beforeEach, expect, it } from 'vitest'
import type { BookEntry } from '#protocol/api'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { bookName, bookNames, longOf } from './number-book.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.close())

const put = (short: string, body: object, as = '8301') =>
  trial.call('PUT', `/api/v1/number-book/${short}`, { as, body })

it('an attendant sets short numbers, everybody reads them, and they are dialled as what they stand for', async () => {
  expect((await put('61', { number: '021-61234567', name: '物业' })).status).toBe(200)
  const reply = await trial.call('GET', '/api/v1/number-book', { as: '8001' })
  expect((await reply.json()) as BookEntry[]).toEqual([
    { short: '61', number: '+862161234567', name: '物业', search: 'wuye wy' },
  ])
  expect(longOf(trial.parts.stores.core, ' 61 ')).toBe('+862161234567')
  expect((await trial.call('DELETE', '/api/v1/number-book/61', { as: '8301' })).status).toBe(204)
  expect((await trial.call('DELETE', '/api/v1/number-book/61', { as: '8301' })).status).toBe(404)
  expect(longOf(trial.parts.stores.core, '61')).toBeNull()
})

it('not an agent’s number, not a number that may not be called, not by an agent', async () => {
  expect((await put('8001', { number: '10086', name: 'x' })).status).toBe(409)
  expect((await put('62', { number: '+1 212 555 0100', name: 'x' })).status).toBe(422)
  expect((await put('1', { number: '10086', name: 'x' })).status).toBe(404)
  expect((await put('62', { number: '10086', name: 'x' }, '8001')).status).toBe(403)
})

it('F211 a number is named; of several short numbers the first counts', async () => {
  await put('72', { number: '021-61234567', name: 'Second' })
  await put('71', { number: '021-61234567', name: 'First' })
  const { core } = trial.parts.stores
  expect([bookName(core, '+862161234567'), bookName(core, '+8613800138000')]).toEqual(['First', ''])
  expect([...bookNames(core)]).toEqual([['+862161234567', 'First']])
})
