import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSocket, startTrial, type Trial } from '../http/trial-server.ts'
import type { DemoPhone, DemoTelephonePort } from './core-port.ts'

let trial: Trial
let calls: string[]
let phones: DemoPhone[]

const port: DemoTelephonePort = {
  connect(phone, connectionId, sdp) {
    phones.push(phone)
    calls.push(`connect ${connectionId} ${sdp}`)
    phone.send({ type: 'answer', connectionId, sdp: 'v=1' })
  },
  offHook: () => calls.push('off-hook'),
  onHook: () => calls.push('on-hook'),
  digit: (_, digit) => calls.push(`digit ${digit}`),
  disconnect: () => calls.push('disconnect'),
}

beforeEach(async () => {
  calls = []
  phones = []
  trial = await startTrial({ ports: { demoTelephone: port } })
})
afterEach(() => trial.close())

const open = () => openSocket(trial, '/api/v1/demo-telephone', { origin: trial.base })
// The helper is typed for the live socket; this one has its own messages.
const nextOf = (page: ReturnType<typeof open>, type: string) => page.next(type as 'pong') as Promise<unknown>

describe('the demo telephone', () => {
  it('is told its number and what it can call, and passes on what is done with it', async () => {
    const page = open()
    expect(await nextOf(page, 'ready')).toMatchObject({
      number: '13800138001',
      numbers: [{ number: '4008008888', name: 'Service' }, { number: '4008009999' }],
    })
    page.send({ type: 'connect', connectionId: 'k', sdp: 'v=0' })
    expect(await nextOf(page, 'answer')).toMatchObject({ sdp: 'v=1' })
    for (const message of [{ type: 'off-hook' }, { type: 'digit', digit: '4' }, { type: 'on-hook' }]) page.send(message)
    page.send({ type: 'digit', digit: 'A' })
    expect(await nextOf(page, 'refused')).toMatchObject({ reason: 'invalid-message' })
    expect(calls).toEqual(['connect k v=0', 'off-hook', 'digit 4', 'on-hook'])
    expect(phones[0]?.id).toBe('phone-13800138001')
    const gone = new Promise<void>((resolve) => {
      port.disconnect = () => resolve()
    })
    page.socket.close()
    await gone
  })

  it('has eight numbers, each in use once', async () => {
    const pages = Array.from({ length: 8 }, open)
    const ready = (await Promise.all(pages.map((page) => nextOf(page, 'ready')))) as { number: string }[]
    expect(new Set(ready.map(({ number }) => number)).size).toBe(8)
    expect(await nextOf(open(), 'refused')).toMatchObject({ reason: 'limit-reached' })
  })

  it('is not there when the demo is off', async () => {
    const other = await startTrial({ ports: { demoTelephone: null } })
    expect((await other.call('GET', '/api/v1/demo-telephone')).status).toBe(404)
    await other.close()
  })
})
