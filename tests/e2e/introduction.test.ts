// What agent and customer hear, each alone, before they are joined: whisper, agent number and name, greeting (F088, F089).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Customer } from '../harness/customer.ts'
import { hearsPrompts } from '../harness/heard-prompts.ts'
import { isMissing } from '../harness/missing.ts'
import { QueueCentre } from '../harness/seats/queue-centre.ts'
import type { RealSeat } from '../harness/seats/real-seats.ts'
import { putTone, sayTone } from '../harness/short-prompt.ts'
import { linearOf, shareOf } from '../harness/tone.ts'

const WHISPER_HZ = 1900
const ENGLISH_WHISPER_HZ = 2300
const NAME_HZ = 1630
const CUSTOMER_HZ = 440

describe.skipIf(isMissing('sip-tester'))('a queue that introduces agent and customer', () => {
  let centre: QueueCentre
  let seat: RealSeat

  beforeAll(async () => {
    centre = await QueueCentre.open()
    ;[seat] = (await centre.newSeats(1)) as [RealSeat]
    await sayTone(centre.administrator, 'whisper-service', WHISPER_HZ, 2.5)
  })
  afterAll(() => centre?.close())

  const framesOf = ({ sound }: Customer, hz: number): number => sound.count((aLaw) => shareOf(linearOf(aLaw), hz) > 0.6)
  async function hearEachOther(customer: Customer): Promise<void> {
    await seat.hears([CUSTOMER_HZ], [WHISPER_HZ])
    await customer.sound.hears(seat.hz, 5)
    await centre.callIs(customer, 'talking')
  }

  it('C32, C33 the customer hears number and greeting, the agent alone the whisper, then they hear each other', async () => {
    await centre.set('service', [seat], { whisper: 'whisper-service', agentNumber: true, greeting: 'beep' })
    const customer = await centre.comes()
    await seat.answers()
    await centre.callIs(customer, 'connecting')
    await seat.hears([WHISPER_HZ], [CUSTOMER_HZ])
    expect(seat.number).toBe('7001')
    const number = ['agent-number', 'digit-7', 'digit-0', 'digit-1', 'agent-service']
    await hearsPrompts(customer.sound, [...number, 'beep'])
    expect(framesOf(customer, seat.hz)).toBe(0)
    await hearEachOther(customer)
    expect(framesOf(customer, seat.hz)).toBeGreaterThan(10)
    expect(framesOf(customer, WHISPER_HZ)).toBe(0)
    await centre.ends(customer, seat)
    const { events } = await centre.administrator.callWhere(({ customer: { text } }) => text === customer.from)
    expect(events.filter(({ type }) => type === 'call.player.finished')).toHaveLength(2)
  })

  it('C32, F089 the customer hears the name as the agent has recorded it, before that the number', async () => {
    await centre.set('service', [seat], { agentName: true })
    const first = await centre.comes()
    await seat.answers()
    await hearsPrompts(first.sound, ['agent-number', 'digit-7', 'digit-0', 'digit-1', 'agent-service'])
    await hearEachOther(first)
    await centre.ends(first, seat)
    await putTone(centre.administrator, `/users/${seat.id}/name-sound`, NAME_HZ, 1)
    const customer = await centre.comes()
    await seat.answers()
    await hearsPrompts(customer.sound, ['agent-service'])
    expect(framesOf(customer, NAME_HZ)).toBeGreaterThan(20)
    await hearEachOther(customer)
    await centre.ends(customer, seat)
  })

  it('C32 the customer goes on hearing the music while only the agent is told something', async () => {
    await centre.set('service', [seat], { whisper: 'whisper-service' })
    const customer = await centre.comes()
    await seat.answers()
    customer.sound.forget()
    await Promise.all([seat.hears([WHISPER_HZ], [CUSTOMER_HZ]), customer.hearsMusic(seat.hz)])
    await hearEachOther(customer)
    expect(framesOf(customer, WHISPER_HZ)).toBe(0)
    await centre.ends(customer, seat)
  })

  it('C32 an agent whose pages are in English hears the whisper in English, also of a call in Chinese', async () => {
    await putTone(centre.administrator, '/prompts/whisper-service/en', ENGLISH_WHISPER_HZ, 2.5)
    await centre.set('service', [seat], { whisper: 'whisper-service' })
    const customer = await centre.comes()
    await seat.answers()
    await seat.hears([ENGLISH_WHISPER_HZ], [WHISPER_HZ, CUSTOMER_HZ])
    await hearEachOther(customer)
    await centre.ends(customer, seat)
  })
})
