import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isPublicAddress, type OutgoingRequest, sendOutgoing } from './outgoing.ts'

const asked: string[] = []
let server: ReturnType<typeof Bun.serve>

beforeAll(() => {
  server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const { pathname, search } = new URL(request.url)
      asked.push(`${request.method} ${pathname}${search} ${request.headers.get('x-key')} ${await request.text()}`)
      if (pathname === '/big') return new Response(new Uint8Array(10_000_000))
      if (pathname === '/away') return new Response(null, { status: 302, headers: { location: '/there' } })
      if (pathname === '/hangs') return new Promise(() => {})
      if (pathname === '/drips') return new Response(new ReadableStream({ start: (c) => c.enqueue(new Uint8Array(1)) }))
      return Response.json({ state: 'sent' })
    },
  })
})
afterAll(() => server.stop(true))

const ask = (path: string, more: Partial<OutgoingRequest> = {}, own = ['127.0.0.1']) =>
  sendOutgoing(
    { method: 'GET', url: `http://127.0.0.1:${server.port}${path}`, headers: [], body: '', timeoutMs: 2000, ...more },
    own,
  )

describe('outgoing requests', () => {
  it('bring the answer, with what was to be sent', async () => {
    const headers = [{ name: 'x-key', value: 'k1' }]
    const reply = await ask('/orders?no=7', { method: 'POST', headers, body: '{"a":1}' })
    expect(reply.ok && [reply.status, new TextDecoder().decode(reply.body)]).toEqual([200, '{"state":"sent"}'])
    expect(asked.at(-1)).toBe('POST /orders?no=7 k1 {"a":1}')
  })

  it.each([
    ['ftp://127.0.0.1/'],
    ['file:///etc/passwd'],
    ['http://user:secret@127.0.0.1/'],
    ['nonsense'],
    ['javascript:alert(1)'],
    ['gopher://127.0.0.1:70/'],
  ])('O1 %s is no address', async (url) => {
    expect(await ask('', { url })).toEqual({ ok: false, why: 'bad-address' })
  })

  it.each([
    ['http://127.0.0.1:PORT/'],
    ['http://localhost:PORT/'],
    ['http://0x7f000001:PORT/'],
    ['http://2130706433:PORT/'],
    ['http://0177.0.0.1:PORT/'],
    ['http://127.1:PORT/'],
    ['http://[::1]:PORT/'],
    ['http://[::ffff:127.0.0.1]:PORT/'],
    ['http://[::ffff:7f00:1]:PORT/'],
    ['http://0.0.0.0:PORT/'],
    ['http://169.254.169.254/latest/meta-data/'],
    ['http://[fd00:ec2::254]/'],
    ['http://10.0.0.1/'],
    ['http://192.168.1.1/'],
    ['http://100.100.100.200/'],
  ])('O2 %s is not reached', async (url) => {
    const before = asked.length
    expect(await ask('', { url: url.replace('PORT', String(server.port)) }, [])).toEqual({
      ok: false,
      why: 'not-allowed',
    })
    expect(asked).toHaveLength(before)
  })

  it('O2 a listed host is reached', async () => {
    const url = `http://localhost:${server.port}/`
    expect(await ask('', { url }, ['localhost'])).toMatchObject({ ok: true, status: 200 })
  })

  it('O2 what is public, and what is not', () => {
    for (const address of ['8.8.8.8', '223.5.5.5', '2400:3200::1', '::ffff:8.8.8.8'])
      expect(isPublicAddress(address), address).toBe(true)
    for (const address of [
      '172.31.255.255',
      '100.64.0.1',
      '224.0.0.1',
      '255.255.255.255',
      'fe80::1',
      '::',
      '2002:7f00:1::',
    ])
      expect(isPublicAddress(address), address).toBe(false)
  })

  it('O4 a redirection is not followed', async () => {
    expect(await ask('/away')).toMatchObject({ ok: true, status: 302 })
    expect(asked.at(-1)).toContain('/away')
  })

  it('O5 ten megabytes are too many, and what hangs or drips is given up', async () => {
    expect(await ask('/big')).toEqual({ ok: false, why: 'too-large' })
    expect(await ask('/hangs', { timeoutMs: 200 })).toEqual({ ok: false, why: 'timeout' })
    expect(await ask('/drips', { timeoutMs: 200 })).toEqual({ ok: false, why: 'timeout' })
  })

  it('a host that is not there is unreachable', async () => {
    expect(await ask('', { url: 'http://nowhere.invalid/' })).toEqual({ ok: false, why: 'unreachable' })
    expect(await ask('', { url: 'http://127.0.0.1:1/' })).toEqual({ ok: false, why: 'unreachable' })
  })
})
