import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PriorityBody, PriorityEntry } from '#protocol/priority-list'
import { startTrial, type Trial } from '../http/trial-server.ts'
import { findCustomerByNumber, saveCustomer } from './customer-store.ts'

const NUMBER = '+8613899990000'
const entry: PriorityBody = {
  number: '138 9999 0000',
  name: '李雷',
  note: '大客户',
  until: null,
}
let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
  trial.parts.stores.core.run('update customer set vip = 0')
})
afterEach(() => trial.close())

const list = async (as = '8201') =>
  (await (await trial.call('GET', '/api/v1/priority-list', { as })).json()) as PriorityEntry[]
const put = (body: Partial<PriorityBody>, as = '8201') =>
  trial.call('PUT', '/api/v1/priority-list', { as, body: { ...entry, ...body } })
const known = () => findCustomerByNumber(trial.parts.stores.core, NUMBER)

describe('the VIPs (R2)', () => {
  it('takes a number, makes a customer of it, lists it, and takes it off', async () => {
    expect((await put({})).status).toBe(204)
    const [row] = await list()
    expect(row).toMatchObject({ ...entry, number: { masked: false } })
    expect(known()).toMatchObject({ vip: true })
    expect((await put({ note: '' })).status).toBe(204)
    expect(await list()).toMatchObject([{ id: row?.id, note: '' }])
    expect((await trial.call('DELETE', `/api/v1/priority-list/${row?.id}`, { as: '8201' })).status).toBe(204)
    expect(await list()).toEqual([])
    expect(known()).toMatchObject({ name: '李雷', vip: false })
  })

  it('forgets at the time given; a customer saved after that has it only if it is set anew', async () => {
    const { core } = trial.parts.stores
    await put({ until: Date.now() + 60_000 })
    expect(known()).toMatchObject({ vip: true })
    core.run('update customer set priority_until = ? where number = ?', Date.now() - 1000, NUMBER)
    expect([known(), await list()]).toMatchObject([{ vip: false }, []])
    const row = known()
    if (row) saveCustomer(core, { ...row, vip: true, updatedAt: Date.now() })
    expect([known(), await list()]).toMatchObject([{ vip: true }, [{ until: null }]])
  })

  it.each([
    ['number', { number: 'abc' }],
    ['until', { until: 1000 }],
  ])('says what is wrong with %s and changes nothing', async (field, wrong) => {
    const answer = await put(wrong)
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain(`"${field}"`)
    expect(await list()).toEqual([])
  })

  it('is seen by leaders and changed by administrators only', async () => {
    await put({})
    expect(await list('8101')).toHaveLength(1)
    expect((await put({}, '8101')).status).toBe(403)
    expect((await trial.call('GET', '/api/v1/priority-list', { as: '8001' })).status).toBe(403)
  })
})
