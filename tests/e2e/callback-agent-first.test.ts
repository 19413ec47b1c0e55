// A call-back that the agent takes first: declined by one seat and taken by another, who hears the customer's phone ring; the
// customer does not want it, is called again after the pause, and both hear each other.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallbackRow, Callbacks } from '#protocol/api'
import type { LineConfig } from '#protocol/line-config'
import type { QueueConfig } from '#protocol/queue-config'
import { Api } from '../harness/api.ts'
import { Baresip } from '../harness/baresip.ts'
import { isMissing } from '../harness/missing.ts'
import { type RealSeat, RealSeats } from '../harness/seats/real-seats.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'

const NUMBER = '13900139000'
const CUSTOMER_HZ = 440
const RING_BACK_HZ = 450

describe.skipIf(isMissing('baresip-core', 'sox'))('a call-back, agent first', () => {
  let trunkline: Trunkline
  let telephone: Baresip
  let admin: Api
  let seats: RealSeats
  let first: RealSeat
  let second: RealSeat
  const directory = mkdtempSync(join(tmpdir(), 'callback-agent-'))

  beforeAll(async () => {
    trunkline = await startTrunkline()
    const speaks = join(directory, 'customer.wav')
    const tone = ['synth', '120', 'sine', String(CUSTOMER_HZ), 'gain', '-6']
    execFileSync('sox', ['-n', '-r', '8000', '-b', '16', '-c', '1', speaks, ...tone])
    telephone = await Baresip.start({ user: NUMBER, speaks })
    admin = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    for (const line of await admin.json<LineConfig[]>('/lines')) {
      const out = line.kind === 'sip' ? { port: telephone.port, outbound: true } : { outbound: false }
      await admin.put(`/lines/${line.id}`, { ...line, ...out })
    }
    const users = await admin.json<{ id: string; number: string }[]>('/users')
    const people = ['8001', '8002'].flatMap((number) => users.find((user) => user.number === number) ?? [])
    const [queue] = (await admin.json<QueueConfig[]>('/queues')).filter(({ id }) => id === 'service')
    const callback = { tries: 2, pauseMs: 1000, prompt: 'callback-hello', first: 'agent' }
    const members = people.map(({ id }) => id)
    await admin.put('/queues/service', { ...queue, members, strategy: 'fixed-order', callback })
    seats = RealSeats.open(admin)
    ;[first, second] = (await seats.signIn(people)) as [RealSeat, RealSeat]
  })
  afterAll(async () => {
    seats?.stop()
    await telephone?.close()
    await trunkline?.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  const row = async (): Promise<CallbackRow | undefined> => (await admin.json<Callbacks>('/callbacks')).rows[0]
  const becomes = (expected: Partial<CallbackRow>) => expect.poll(row, { timeout: 10_000 }).toMatchObject(expected)
  const timesCalled = () => telephone.output.match(/CALL_INCOMING/g)?.length ?? 0
  const takes = async (seat: RealSeat) => {
    await seat.rings()
    await seat.does({ type: 'call.answer', callId: seat.callId })
    await seat.is('dialing')
  }

  it('B20, B22 rings at the agents, then at the customer, tries again, and joins them', async () => {
    const asked = { number: NUMBER, queueId: 'service', wishedAt: null, language: 'zh-CN', note: '账单多收了 20 元' }
    await admin.post('/callbacks', asked)
    await first.rings()
    expect(first.calls.get(first.callId)).toMatchObject({
      queueId: 'service',
      customer: { text: '139****9000', masked: true },
      callback: { note: asked.note, attempt: 1, tries: 2, agentFirst: true },
    })
    await first.declines()
    await second.rings()
    await becomes({ state: 'standing', tried: 0 })
    expect(timesCalled()).toBe(0)

    await takes(second)
    await telephone.hasSaid('called')
    await second.hears([RING_BACK_HZ])
    const failed = second.callId
    telephone.hangUp()
    await second.is('idle')
    expect(second.calls.get(failed)).toMatchObject({ stage: 'ended', answeredAt: null, callback: { attempt: 1 } })
    await becomes({ tried: 1, note: asked.note })

    await takes(first)
    expect(first.calls.get(first.callId)).toMatchObject({ callback: { attempt: 2 } })
    await until(
      () => timesCalled() === 2,
      10_000,
      () => `the customer was not called again:\n${telephone.output}`,
    )
    telephone.answer()
    await first.is('talking')
    await first.hears([CUSTOMER_HZ])
    await until(
      () => Math.abs(telephone.lastSecond().hz - first.hz) < 5,
      10_000,
      () => `the customer hears ${JSON.stringify(telephone.lastSecond())}, not ${first.hz} Hz`,
    )
    await becomes({ state: 'done', tried: 2, cause: null })
    await first.hangsUp()
    await first.is('wrap-up')

    const call = await admin.callWhere((one) => one.direction === 'out' && one.outcome === 'answered')
    expect(call).toMatchObject({ queueId: 'service', agentId: first.id })
    const events = call.events.map(({ type }) => type)
    expect(events).toEqual(expect.arrayContaining(['callback.stand', 'callback.agent-took', 'callback.connected']))
    expect(call.decisions).toMatchObject([{ chosen: first.id }])
  })
})
