// A page of another site opens no socket and gets no data; a guessed password opens nothing.
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Api } from '../harness/api.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'

const COMMON = ['', '1234', '123456', 'admin', 'password', 'trunkline', 'admin123', '000000']
const NAMES = ['admin', 'root', 'administrator', '8001', '8101', '8201']

describe('from outside', () => {
  let trunkline: Trunkline
  let agent: Api

  beforeAll(async () => {
    trunkline = await startTrunkline()
    agent = await Api.signIn(trunkline.url, trunkline.links.get('8001') ?? '')
  })
  afterAll(() => trunkline?.stop())

  /** The status an upgrade to a WebSocket is answered with. */
  function upgrade(path: string, headers: Record<string, string>): Promise<number> {
    return new Promise((resolve, reject) => {
      const asked = request(`${trunkline.url}/api/v1${path}`, {
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
          ...headers,
        },
      })
      asked.once('upgrade', (reply, socket) => {
        socket.destroy()
        resolve(reply.statusCode ?? 0)
      })
      asked.once('response', (reply) => {
        reply.resume()
        resolve(reply.statusCode ?? 0)
      })
      asked.once('error', reject)
      asked.end()
    })
  }

  it('the live socket opens for a page of ours only', async () => {
    const { cookie } = agent
    expect(await upgrade('/live', { cookie, origin: trunkline.url })).toBe(101)
    for (const origin of ['https://evil.example', 'null', `${trunkline.url}.evil.example`, 'http://127.0.0.1:1'])
      expect(await upgrade('/live', { cookie, origin }), origin).toBe(403)
    expect(await upgrade('/live', { cookie }), 'no origin').toBe(403)
    expect(await upgrade('/live', { origin: trunkline.url }), 'no session').toBe(401)
    expect(await upgrade('/demo-telephone', { origin: 'https://evil.example' }), 'demo telephone').toBe(403)
  })

  it('no common password works for any name', async () => {
    for (const number of NAMES)
      for (const password of COMMON) {
        const reply = await fetch(`${trunkline.url}/api/v1/session`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: trunkline.url },
          body: JSON.stringify({ number, password }),
        })
        expect([401, 422, 429], `${number}/${password}: ${reply.status}`).toContain(reply.status)
        expect(reply.headers.getSetCookie()).toEqual([])
      }
  })
})
