import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BrowserPeer, Facts, RtpPeer } from './test-peers.ts'
import { WorkerMediaEngine } from './worker-media-engine.ts'

let engine: WorkerMediaEngine
let facts: Facts
const peers: { close(): unknown }[] = []

beforeEach(async () => {
  facts = new Facts()
  engine = new WorkerMediaEngine({
    address: '127.0.0.1',
    recordingsDir: await mkdtemp(join(tmpdir(), 'media-')),
    workerUrl: new URL('./test-module-entry.ts', import.meta.url),
  })
  engine.onFact(facts.add)
})

afterEach(async () => {
  for (const peer of peers.splice(0)) await peer.close()
  await engine.close()
})

test('M1-M5 a telephone on a module line talks to a trunk, both ways, and its end is told', async () => {
  const messages: unknown[] = []
  const said = new Map<string, () => void>()
  const until = (text: string): Promise<void> =>
    messages.includes(text) ? Promise.resolve() : new Promise((done) => said.set(text, done))
  engine.onModuleMessage('test-line', (message) => {
    messages.push(message)
    said.get(String(message))?.()
  })
  engine.postToModule('test-line', 'phone1')
  const peer = await RtpPeer.open()
  const browser = new BrowserPeer()
  peers.push(peer, browser)
  engine.connectPhone('phone1', 'c1', await browser.offer())
  await browser.answer((await facts.first('phone.answered')).sdp)
  await until('phone1 connected')
  const local = await engine.openRtp('trunk', 4)
  engine.setRemote('trunk', { ...peer.remote(), telephoneEvent: null, send: true, nat: false })
  engine.setRoom('room', [
    { legId: 'trunk', hears: ['phone1'] },
    { legId: 'phone1', hears: ['trunk'] },
  ])
  peer.speak(local, 1000)
  browser.speak(440)
  await Promise.all([browser.ear.untilTone(1000), peer.ear.untilTone(440)])
  expect(facts.all.some(({ type }) => type === 'seat.connected')).toBe(false)
  engine.disconnectPhone('phone1')
  await until('phone1 lost')
  engine.closeLeg('phone1')
  await until('phone1 closed')
})
