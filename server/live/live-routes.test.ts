import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MAX_FRAME_BYTES } from '../app.ts'
import { livePage, openSocket, startTrial, type Trial } from '../http/trial-server.ts'
import { PROTOCOL_VERSION } from '../protocol/version.ts'
import { setDisabled } from '../user/user-store.ts'
import type { RawChange, RawEntities } from './core-port.ts'

let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.close())

const idOf = (number: string) => trial.people.find((person) => person.number === number)?.userId ?? ''
const agentChange = (number: string, queues: string[]): RawChange => ({
  kind: 'agent',
  id: idOf(number),
  value: {
    id: idOf(number),
    number,
    name: number,
    presence: 'available',
    reason: null,
    activity: 'idle',
    reachable: true,
    since: 0,
    callId: null,
    awayUntil: null,
    wrapUpUntil: null,
    queues,
    onHold: [],
    doNotDisturb: 'off',
    teams: [],
    callsToday: 0,
  },
})
const callChange = (id: string, agentId: string | null, more: Partial<RawEntities['call']> = {}): RawChange => ({
  kind: 'call',
  id,
  value: {
    id,
    direction: 'in',
    stage: 'ringing',
    customer: '+8613800138000',
    customerName: '13800138000',
    customerId: null,
    did: '4008008888',
    lineId: null,
    queueId: 'service',
    agentId,
    startedAt: 0,
    waitingSince: null,
    position: null,
    ringUntil: null,
    answeredAt: null,
    heldAt: null,
    endedAt: null,
    cause: null,
    recording: false,
    callback: null,
    recordingGap: null,
    sound: { customer: null, agent: null },
    transfer: null,
    path: [],
    calleeId: null,
    guests: [],
    consulting: null,
    parked: null,
    progress: null,
    ...more,
  },
})
const upgradeStatus = (path: string, headers: Record<string, string>) =>
  trial
    .call('GET', path, {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...headers,
      },
    })
    .then((reply) => reply.status)

describe('the upgrade', () => {
  it('needs our Origin and a session', async () => {
    const cookie = trial.cookie('8001')
    const path = '/api/v1/live'
    expect(await upgradeStatus(path, { cookie })).toBe(403)
    expect(await upgradeStatus(path, { cookie, origin: 'https://evil.example' })).toBe(403)
    expect(await upgradeStatus(path, { origin: trial.base })).toBe(401)
    expect(await upgradeStatus('/api/v1/demo-telephone', {})).toBe(403)
    expect(await upgradeStatus('/api/v1/demo-telephone', { origin: trial.base, 'x-forwarded-for': '10.0.0.1' })).toBe(
      403,
    )
  })

  it('closes a frame beyond 64 KB', async () => {
    const page = livePage(trial, '8001', [])
    await page.next('hello')
    page.send('x'.repeat(MAX_FRAME_BYTES + 1))
    expect((await page.closed).code).toBe(1009)
  })

  it('takes ten sockets of one session, not more', async () => {
    const pages = Array.from({ length: 10 }, (_, i) => livePage(trial, '8001', [], `t${i}`))
    await Promise.all(pages.map((page) => page.next('hello')))
    expect((await livePage(trial, '8001', [], 't10').closed).code).toBe(1008)
  })
})

describe('a page that stops reading', () => {
  it('is closed once its queue is full, while others go on', async () => {
    const healthy = livePage(trial, '8101', ['site'])
    await healthy.next('snapshot')
    const stalled = await stalledPage()
    expect(trial.parts.hub.pages()).toBe(2)
    for (let i = 0; i < 3000 && trial.parts.hub.pages() > 1; i += 1) {
      trial.parts.hub.publish([callChange('c1', null, { path: ['x'.repeat(60_000)] })])
      healthy.messages.length = 0
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(trial.parts.hub.pages()).toBe(1)
    healthy.send({ type: 'ping' })
    await healthy.next('pong')
    stalled.destroy()
  })

  /** A WebSocket client by hand: it says hello and then reads nothing more. */
  function stalledPage(): Promise<Socket> {
    const hello = {
      type: 'hello',
      protocolVersion: PROTOCOL_VERSION,
      tabId: 's',
      topics: [{ topic: 'site', epoch: null, seq: 0 }],
    }
    const text = Buffer.from(JSON.stringify(hello))
    const frame = Buffer.concat([Buffer.from([0x81, 0xfe, text.length >> 8, text.length & 0xff, 0, 0, 0, 0]), text])
    return new Promise((resolve) => {
      const socket = connect(trial.port, '127.0.0.1', () =>
        socket.write(
          `GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1:${trial.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
            `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n` +
            `Origin: ${trial.base}\r\nCookie: ${trial.cookie('8101')}\r\n\r\n`,
        ),
      )
      let seen = ''
      socket.on('error', () => undefined)
      socket.on('data', (part) => {
        if (seen === '') socket.write(frame)
        seen += part.toString('latin1')
        if (!seen.includes('"snapshot"')) return
        socket.pause()
        resolve(socket)
      })
    })
  }
})

describe('hello', () => {
  it('comes first, once, and in our version', async () => {
    const open = () => openSocket(trial, '/api/v1/live', { cookie: trial.cookie('8001'), origin: trial.base })
    const old = open()
    old.send({ type: 'hello', protocolVersion: PROTOCOL_VERSION + 1, tabId: 't', topics: [] })
    expect((await old.next('goodbye')).reason).toBe('version-mismatch')
    const rude = open()
    rude.send({ type: 'ping' })
    expect((await rude.next('goodbye')).reason).toBe('invalid-message')
    const broken = open()
    broken.send('{"type":')
    expect((await broken.next('goodbye')).reason).toBe('invalid-message')
  })

  it('refuses a topic without the right, and gives the others', async () => {
    const page = livePage(trial, '8001', ['site', 'seat'])
    expect(await page.next('refused')).toMatchObject({ id: 'topic:site', reason: 'no-right' })
    expect(await page.next('snapshot')).toMatchObject({ topic: 'seat', entities: [] })
  })
})

describe('a seat', () => {
  it('shows the own agent, the own calls and the queues served, and nothing else', async () => {
    const [me, other] = [idOf('8001'), idOf('8002')]
    const queue = (id: string): RawChange => ({ kind: 'queue', id, value: { id } as RawEntities['queue'] })
    trial.parts.hub.publish([
      agentChange('8001', ['service']),
      agentChange('8002', ['care']),
      queue('service'),
      queue('care'),
    ])
    trial.parts.hub.publish([callChange('c1', me), callChange('c2', other), callChange('c3', null)])
    const page = livePage(trial, '8001', ['seat'])
    const { entities } = await page.next('snapshot')
    expect(entities.map(({ kind, id }) => `${kind} ${id}`).toSorted()).toEqual([
      `agent ${me}`,
      'call c1',
      'queue service',
    ])
    trial.parts.hub.publish([callChange('c1', other)])
    expect((await page.next('delta')).changes).toEqual([{ kind: 'call', id: 'c1', value: null }])
    trial.parts.hub.publish([agentChange('8001', ['care'])])
    expect((await page.next('delta')).changes.map(({ id, value }) => [id, value !== null])).toEqual([
      [me, true],
      ['service', false],
      ['care', true],
    ])
  })

  it('masks the number, in the caller’s name too', async () => {
    trial.parts.hub.publish([callChange('c1', idOf('8001'))])
    const page = livePage(trial, '8001', ['seat'])
    const call = (await page.next('snapshot')).entities[0]
    expect(call?.value).toMatchObject({ customer: { text: '138****8000', masked: true }, customerName: '138****8000' })
    const site = livePage(trial, '8101', ['site'])
    expect((await site.next('snapshot')).entities[0]?.value).toMatchObject({
      customer: { text: '13800138000', masked: false },
    })
  })

  it('is told what is for it alone, by tab', async () => {
    const [one, two] = [livePage(trial, '8001', [], 'a'), livePage(trial, '8001', [], 'b')]
    await Promise.all([one.next('hello'), two.next('hello')])
    trial.parts.hub.toAgent(idOf('8001'), { type: 'seat.answer', connectionId: 'k', sdp: 'v=0' }, 'b')
    trial.parts.hub.toAgent(idOf('8001'), { type: 'seat.taken-over' })
    await Promise.all([one.next('seat.taken-over'), two.next('seat.taken-over')])
    const got = (page: typeof one) => page.messages.map((message) => message.type)
    expect(got(one)).toEqual(['hello', 'seat.taken-over'])
    expect(got(two)).toEqual(['hello', 'seat.answer', 'seat.taken-over'])
  })
})

describe('resuming', () => {
  const resume = (epoch: string, seq: number) => {
    const page = openSocket(trial, '/api/v1/live', { cookie: trial.cookie('8101'), origin: trial.base })
    const topics = [{ topic: 'site', epoch, seq }]
    page.send({ type: 'hello', protocolVersion: PROTOCOL_VERSION, tabId: 't', topics })
    return page
  }

  it('sends what was missed, or all of it when that is gone or of another boot', async () => {
    const { hub } = trial.parts
    const page = livePage(trial, '8101', ['site'])
    const { seq } = await page.next('snapshot')
    hub.publish([callChange('c1', null)])
    hub.publish([callChange('c2', null)])
    expect((await resume(hub.epoch, seq + 1).next('delta')).changes.map(({ id }) => id)).toEqual(['c2'])
    expect((await resume('other-boot', seq + 1).next('snapshot')).entities).toHaveLength(2)
    expect((await resume(hub.epoch, 99).next('snapshot')).seq).toBe(seq + 2)
  })
})

describe('commands', () => {
  const command = (id: string, type = 'agent.finish-wrap-up', more = {}) => ({ type, id, ...more })

  it('are answered done or refused, strictly checked', async () => {
    const page = livePage(trial, '8001', [])
    trial.reply.next = async (asked) =>
      asked.type === 'call.dial' ? { ok: true, result: { callId: 'c9' } } : { ok: false, reason: 'wrong-state' }
    page.send(command('1', 'call.dial', { to: '10086', customerId: null }))
    page.send(command('2'))
    page.send(command('3', 'agent.sign-in', { extra: 1 }))
    expect(await page.next('done')).toEqual({ type: 'done', id: '1', result: { callId: 'c9' } })
    expect(await page.next('refused')).toMatchObject({ id: '2', reason: 'wrong-state' })
    expect(await page.next('refused')).toMatchObject({ id: '3', reason: 'invalid-message' })
  })

  it('keep their order, whatever each takes', async () => {
    const first = Promise.withResolvers<{ ok: true }>()
    trial.reply.next = async (asked) => (asked.id === '1' ? first.promise : { ok: true })
    const page = livePage(trial, '8001', [])
    await page.next('hello')
    page.send(command('1'))
    page.send(command('2'))
    page.send({ type: 'ping' })
    first.resolve({ ok: true })
    await page.next('pong')
    expect(page.messages.map((message) => ('id' in message ? message.id : message.type))).toEqual([
      'hello',
      '1',
      '2',
      'pong',
    ])
  })

  it('with a known id are carried out once, also from a new socket', async () => {
    const page = livePage(trial, '8001', [])
    page.send(command('same'))
    page.send(command('same'))
    await page.next('done')
    await page.next('done')
    const again = livePage(trial, '8001', [])
    again.send(command('same'))
    await again.next('done')
    expect(trial.commands).toHaveLength(1)
  })

  it('of people without a seat are refused and audited', async () => {
    const page = livePage(trial, '8201', [])
    page.send(command('1', 'agent.sign-in'))
    expect(await page.next('refused')).toMatchObject({ id: '1', reason: 'no-right' })
    expect(trial.parts.audit.list(null, 1)[0]).toMatchObject({ action: 'right-refused', object: 'agent.sign-in' })
  })

  it('beyond sixty in a burst are refused, the socket stays', async () => {
    const page = livePage(trial, '8001', [])
    for (let i = 0; i < 70; i += 1) page.send(command(`${i}`))
    page.send({ type: 'ping' })
    await page.next('pong')
    const refused = page.messages.filter((message) => message.type === 'refused')
    expect(refused).toHaveLength(10)
    expect(refused[0]).toMatchObject({ reason: 'rate-limited' })
  })

  it('that break the core close the socket and are logged', async () => {
    trial.reply.next = () => Promise.reject(new Error('bug'))
    const page = livePage(trial, '8001', [])
    page.send(command('1'))
    expect((await page.closed).code).toBe(1011)
    expect(trial.logged.some((line) => line.includes('live socket failed'))).toBe(true)
  })
})

describe('a session that ends', () => {
  it('takes its sockets along at once', async () => {
    const page = livePage(trial, '8001', ['seat'])
    await page.next('hello')
    await trial.call('DELETE', '/api/v1/session', { as: '8001' })
    expect((await page.next('goodbye')).reason).toBe('signed-out')
    await page.closed
  })

  it('is noticed at the next command even when nobody told the socket', async () => {
    const page = livePage(trial, '8001', ['seat'])
    await page.next('hello')
    setDisabled(trial.parts.stores.core, idOf('8001'), true, 0)
    page.send({ type: 'agent.sign-in', id: '1' })
    expect((await page.next('goodbye')).reason).toBe('not-signed-in')
    expect(trial.commands).toEqual([])
  })

  it('all end when the server stops', async () => {
    const page = livePage(trial, '8001', [])
    await page.next('hello')
    trial.parts.hub.shutdown()
    expect((await page.next('goodbye')).reason).toBe('shutdown')
    await page.closed
    expect(trial.parts.hub.pages()).toBe(0)
  })
})
