import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { Elysia } from 'elysia'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ApiError } from '#protocol/api-error'
import { ACTIONS } from '../user/may.ts'
import { MAX_JSON_BYTES } from './body.ts'
import { listen, stopListening } from './listen.ts'
import { startTrial, type Trial } from './trial-server.ts'

const SCRIPT = 'start("x")'
let web: string
let trial: Trial
let slow: PromiseWithResolvers<void>

beforeAll(async () => {
  web = mkdtempSync(join(tmpdir(), 'trunkline-web-'))
  mkdirSync(join(web, '_app/immutable'), { recursive: true })
  writeFileSync(join(web, '200.html'), `<html><script src="/a.js"></script><script>${SCRIPT}</script></html>`)
  writeFileSync(join(web, 'a.js'), 'plain')
  writeFileSync(join(web, 'a.js.br'), brotliCompressSync('plain'))
  writeFileSync(join(web, '_app/immutable/b.js'), 'b')
  slow = Promise.withResolvers()
  const plugin = new Elysia()
    .get('/api/v1/gateway/broken', () => {
      throw new Error('secret text 13800138000')
    })
    .get('/api/v1/gateway/slow', () => slow.promise.then(() => 'done'))
    .ws('/api/v1/gateway', { message: (ws) => void ws.close() })
    .ws('/api/v1/elsewhere', { message: (ws) => void ws.close() })
  trial = await startTrial({ env: { TRUNKLINE_WEB: web }, ports: { plugins: [plugin] } })
})
afterAll(async () => {
  await trial.close()
  rmSync(web, { recursive: true, force: true })
})

/** Exactly these bytes over a socket; the whole answer as text, or its first piece. */
function raw(text: string, port = trial.port, firstOnly = false): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (part) => {
      answer += part.toString()
      if (firstOnly) socket.destroy()
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}
const codeOf = async (reply: Response) => ((await reply.json()) as ApiError).error.code

describe('the door', () => {
  it.each(['x', 'evil.example', '127.0.0.1', '127.0.0.1:1', 'localhost.evil:8080'])('refuses Host %s', async (host) => {
    const answer = await raw(`GET /api/v1/session HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1.1 421 /)
  })

  it('cannot be led astray by a short Host', async () => {
    const answer = await raw('GET /zzz/api/v1/setup HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1.1 421 /)
    expect(answer).not.toContain('needed')
  })

  it('lets the loopback names in', async () => {
    for (const host of [`127.0.0.1:${trial.port}`, `localhost:${trial.port}`, `[::1]:${trial.port}`]) {
      const answer = await raw(`GET /health HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
      expect(answer).toMatch(/^HTTP\/1.1 200 /)
    }
  })

  it('says clearly that the port is taken', () => {
    const second = new Elysia({ serve: { reusePort: false } })
    expect(() => listen(second, '127.0.0.1', trial.port)).toThrow(
      `Cannot listen on 127.0.0.1:${trial.port}: another program listens there already`,
    )
  })

  it('refuses changes asked by a foreign page, not by a program', async () => {
    const body = { token: 'x'.repeat(43) }
    const ask = (headers: Record<string, string>) => trial.call('POST', '/api/v1/session/link', { body, headers })
    expect((await ask({ origin: 'https://evil.example' })).status).toBe(403)
    expect((await ask({ origin: 'null' })).status).toBe(403)
    expect((await ask({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await ask({ origin: trial.base })).status).toBe(401)
    expect((await ask({})).status).toBe(401)
  })
})

describe('a socket of a plugin', () => {
  const upgrade = async (path: string, origin: string) =>
    (
      await raw(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${trial.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${origin}\r\n`,
        trial.port,
        true,
      )
    ).slice(9, 12)

  it('may be opened without an Origin by the gateway, by nobody else', async () => {
    expect(await upgrade('/api/v1/gateway', '')).toBe('101')
    expect(await upgrade('/api/v1/gateway', 'Origin: https://evil.example\r\n')).toBe('403')
    expect(await upgrade('/api/v1/elsewhere', '')).toBe('403')
    expect(await upgrade('/api/v1/elsewhere', `Origin: ${trial.base}\r\n`)).toBe('101')
  })
})

describe('errors', () => {
  it('that nobody foresaw tell an id and nothing else; the log has the rest, masked', async () => {
    const reply = await trial.call('GET', '/api/v1/gateway/broken')
    const text = await reply.text()
    expect(reply.status).toBe(500)
    expect(text).not.toContain('secret text')
    const { id } = (JSON.parse(text) as ApiError).error
    const line = trial.logged.find((one) => one.includes(String(id))) ?? ''
    expect(line).toContain('secret text 138****8000')
  })

  it.each([
    ['an unknown path', 'GET', '/api/v1/nothing', 404, 'not-found'],
    ['an unknown path with a method', 'POST', '/api/v1/nothing', 404, 'not-found'],
    ['the bare prefix', 'GET', '/api', 404, 'not-found'],
    ['no session', 'GET', '/api/v1/users', 401, 'unauthorised'],
  ])('%s', async (_, method, path, status, code) => {
    const reply = await trial.call(method, path)
    expect([reply.status, await codeOf(reply)]).toEqual([status, code])
  })

  it('of a body name the field and never the value', async () => {
    const password = 'hunter2-hunter2'.repeat(20)
    const reply = await trial.call('POST', '/api/v1/session', { body: { number: '8001', password } })
    const text = await reply.text()
    expect(reply.status).toBe(422)
    expect(text).toContain('"field":"password"')
    expect(text).not.toContain('hunter2')
  })

  it.each([
    ['broken JSON', '{"number":', 400, 'invalid'],
    ['another shape', '[]', 422, 'invalid'],
    ['an unknown field', '{"number":"1","password":"x","admin":true}', 422, 'invalid'],
    ['a number for text', '{"number":1,"password":"x"}', 422, 'invalid'],
    ['a NUL', '{"number":"a\\u0000","password":"x"}', 422, 'invalid'],
    ['too much', `{"number":"${'1'.repeat(MAX_JSON_BYTES)}"}`, 413, 'too-large'],
  ])('%s is refused', async (_, body, status, code) => {
    const reply = await trial.call('POST', '/api/v1/session', { body })
    expect([reply.status, await codeOf(reply)]).toEqual([status, code])
  })

  it('of a chunked body beyond the limit come as well', async () => {
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(64 * 1024))
      },
    })
    const reply = await fetch(`${trial.base}/api/v1/session`, { method: 'POST', body })
    expect(reply.status).toBe(413)
  })
})

describe('routes', () => {
  it('all declare who may call them', () => {
    const known = new Set<string>(['public', 'setup', 'gateway', ...ACTIONS])
    const routes = trial.app.routes.filter((route) => !/\/(broken|slow|gateway|elsewhere)$/.test(route.path))
    const bare = routes.filter((route) => {
      const detail = (route.hooks as { detail?: { access?: string } }).detail
      return !known.has(detail?.access ?? '')
    })
    expect(routes.length).toBeGreaterThan(45)
    expect(bare.map((route) => `${route.method} ${route.path}`)).toEqual([])
  })

  it('that are open to everybody are these', () => {
    const open = trial.app.routes
      .filter((route) => (route.hooks as { detail?: { access?: string } }).detail?.access === 'public')
      .map((route) => `${route.method} ${route.path}`)
    expect(open.toSorted()).toEqual([
      'GET /*',
      'GET /health',
      'GET /metrics',
      'POST /api/v1/session',
      'POST /api/v1/session/link',
      'WS /api/v1/demo-telephone',
    ])
  })
})

describe('replies', () => {
  it('carry the security headers, errors and pages too', async () => {
    for (const path of ['/', '/health', '/api/v1/nothing', '/api/v1/session', '/a.js']) {
      const { headers } = await trial.call('GET', path)
      expect(headers.get('x-content-type-options'), path).toBe('nosniff')
      expect(headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'")
    }
  })

  it('allow the one inline script by its hash, and no inline code besides', async () => {
    const policy = (await trial.call('GET', '/')).headers.get('content-security-policy') ?? ''
    expect(policy).toContain(`'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`)
    expect(policy).not.toContain('unsafe-inline')
    expect(policy).not.toContain('unsafe-eval')
  })
})

describe('pages', () => {
  const get = (path: string, headers: Record<string, string> = {}) =>
    trial.call('GET', path, { headers: { 'accept-encoding': 'identity', ...headers } })

  it('fall back to 200.html for paths of the application only', async () => {
    expect((await get('/queues/service')).status).toBe(200)
    expect((await get('/none.js')).status).toBe(404)
    expect((await get('/..%2f..%2fetc%2fpasswd')).status).not.toBe(500)
    expect(await (await get('/..%2f..%2fetc%2fpasswd')).text()).not.toContain('root:')
    expect((await get('/%E0%A4%A')).status).toBe(404)
  })

  it('are cached as they may be', async () => {
    expect((await get('/_app/immutable/b.js')).headers.get('cache-control')).toContain('immutable')
    const page = await get('/')
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const again = await get('/', { 'if-none-match': page.headers.get('etag') ?? '' })
    expect(again.status).toBe(304)
  })

  it('are sent compressed to whoever takes it', async () => {
    const reply = await get('/a.js', { 'accept-encoding': 'gzip, br' })
    expect(reply.headers.get('content-encoding')).toBe('br')
    expect(await reply.text()).toBe('plain')
  })
})

describe('health and metrics', () => {
  it('say what is so', async () => {
    expect(await (await trial.call('GET', '/health')).json()).toEqual({ ready: true, version: 'trial', calls: 0 })
    const text = await (await trial.call('GET', '/metrics')).text()
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m)
    expect(text).toMatch(/^trunkline_http_requests_total \d+$/m)
  })

  it('show no metrics to what comes through a proxy', async () => {
    expect((await trial.call('GET', '/metrics', { headers: { 'x-forwarded-for': '10.1.1.1' } })).status).toBe(403)
  })
})

const inHand = Promise.withResolvers<void>()

describe('stopping', () => {
  it('waits for the requests in hand, not for open sockets', async () => {
    const other = await startTrial({
      ports: {
        ready: () => false,
        plugins: [
          new Elysia().get('/api/v1/gateway/slow', () => {
            inHand.resolve()
            return slow.promise.then(() => 'done')
          }),
        ],
      },
    })
    expect((await other.call('GET', '/health')).status).toBe(503)
    const pending = other.call('GET', '/api/v1/gateway/slow')
    const socket = new WebSocket(`ws://127.0.0.1:${other.port}/api/v1/demo-telephone`, {
      headers: { origin: other.base },
    } as never)
    await new Promise((resolve) => {
      socket.onmessage = resolve
    })
    const closed = new Promise<CloseEvent>((resolve) => {
      socket.onclose = resolve
    })
    await inHand.promise
    const stopped = stopListening(other.app, 300)
    slow.resolve()
    expect(await (await pending).text()).toBe('done')
    await stopped
    expect((await closed).code).toBe(1001)
    await other.close()
  })
})
