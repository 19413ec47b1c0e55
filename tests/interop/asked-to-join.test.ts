// A consult that is completed where both are on the same trunk: the far end is asked by REFER with Replaces to join its two calls itself,
// the Replaces names the dialog that SIPp, an independent implementation, has with us, and no leg of ours is left.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LineConfig } from '#protocol/line-config'
import { Api } from '../harness/api.ts'
import { freePort } from '../harness/free-port.ts'
import { isMissing } from '../harness/missing.ts'
import { type RealSeat, RealSeats } from '../harness/seats/real-seats.ts'
import { Sipp } from '../harness/sipp.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'

const SCENARIO = readFileSync(join(import.meta.dirname, 'sipp-features/called-joins.xml'), 'utf8')
const CUSTOMER = '13900139000'
const OTHER = '13700137000'

const header = (message: string, name: string): string =>
  new RegExp(`^${name}:\\s*(.+?)\\s*$`, 'im').exec(message)?.[1] ?? ''
const tagOf = (value: string): string => /;tag=([^;>\s]+)/.exec(value)?.[1] ?? ''

describe.skipIf(isMissing('sip-tester'))('a far end that is asked to join its two calls', () => {
  let trunkline: Trunkline
  let seats: RealSeats
  let seat: RealSeat
  let admin: Api
  let port: number

  beforeAll(async () => {
    trunkline = await startTrunkline()
    admin = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    port = await freePort()
    for (const line of await admin.json<LineConfig[]>('/lines')) {
      const out = line.kind === 'sip' ? { port, outbound: true, transfers: true } : { outbound: false }
      await admin.put(`/lines/${line.id}`, { ...line, ...out })
    }
    const users = await admin.json<{ id: string; number: string }[]>('/users')
    seats = RealSeats.open(admin)
    ;[seat] = (await seats.signIn(users.filter(({ number }) => number === '8001'))) as [RealSeat]
  })
  afterAll(async () => {
    seats?.stop()
    await trunkline?.stop()
  })

  it('P11 is told which of its dialogs replaces which, joins them, and our call is over as transferred', async () => {
    const sipp = Sipp.run(SCENARIO, ['-i', '127.0.0.1', '-p', String(port), '-m', '2'], port)
    try {
      await sipp.isListening()
      await seat.does({ type: 'call.dial', to: CUSTOMER, customerId: null })
      await seat.is('talking')
      const { callId } = seat
      await seat.does({ type: 'call.consult', callId, to: { kind: 'number', number: OTHER } })
      await expect.poll(() => seat.calls.get(callId)?.guests[0], { timeout: 15_000 }).toMatchObject({ state: 'up' })
      await seat.does({ type: 'call.complete', callId, legId: seat.calls.get(callId)?.guests[0]?.legId ?? '' })
      await seat.is('wrap-up')
      expect(await sipp.done(), sipp.text.slice(-3000)).toBe(0)

      const [, invite] = sipp.received.filter((message) => message.startsWith('INVITE '))
      const [refer] = sipp.received.filter((message) => message.startsWith('REFER '))
      const byes = sipp.received.filter((message) => message.startsWith('BYE '))
      const ofOther = header(invite ?? '', 'Call-ID')
      expect(new Set(byes.map((bye) => header(bye, 'Call-ID')))).toEqual(
        new Set([ofOther, header(refer ?? '', 'Call-ID')]),
      )
      const [, replaces = ''] = /\?Replaces=([^>]+)/i.exec(header(refer ?? '', 'Refer-To')) ?? []
      const [named, ...tags] = decodeURIComponent(replaces).split(';')
      const bye = byes.find((message) => header(message, 'Call-ID') === ofOther) ?? ''
      // RFC 3891 §3: to-tag is the recipient's own.
      expect([named, tags.toSorted()]).toEqual([
        ofOther,
        [`from-tag=${tagOf(header(bye, 'From'))}`, `to-tag=${tagOf(header(bye, 'To'))}`],
      ])

      const call = await admin.callWhere(({ id }) => id === callId)
      expect(call).toMatchObject({ outcome: 'answered', cause: 'normal', customer: { text: CUSTOMER } })
      expect(seat.calls.get(callId)).toMatchObject({ stage: 'ended', transfer: { cause: 'normal' } })
      expect(call.events).toContainEqual(
        expect.objectContaining({ type: 'call.leg.transferred', data: expect.objectContaining({ ok: true }) }),
      )
    } finally {
      sipp.stop()
    }
  })
})
