import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { soundOf, TEST_SETTINGS } from '../recording/test-recordings.ts'
import { BrowserPeer, Facts, g711Only, RtpPeer, shareAt, toneFrame } from './test-peers.ts'
import { WorkerMediaEngine } from './worker-media-engine.ts'

let engine: WorkerMediaEngine
let facts: Facts
let recordingsDir: string
const peers: { close(): unknown }[] = []

const kept = <T extends { close(): unknown }>(peer: T): T => {
  peers.push(peer)
  return peer
}

beforeEach(async () => {
  recordingsDir = await mkdtemp(join(tmpdir(), 'media-'))
  facts = new Facts()
  engine = new WorkerMediaEngine({ address: '127.0.0.1', recordingsDir })
  engine.onFact(facts.add)
})

afterEach(async () => {
  for (const peer of peers.splice(0)) await peer.close()
  await engine.close()
})

async function trunkLeg(legId: string, telephoneEvent: number | null = 101) {
  const peer = kept(await RtpPeer.open())
  const local = await engine.openRtp(legId, 4)
  engine.setRemote(legId, { ...peer.remote(), telephoneEvent, send: true, nat: false })
  return { peer, local }
}

async function connect(seatId: string, connectionId: string): Promise<BrowserPeer> {
  const browser = kept(new BrowserPeer())
  engine.connectSeat(seatId, connectionId, await browser.offer())
  const answered = await facts.first('seat.answered', (fact) => fact.connectionId === connectionId)
  await browser.answer(answered.sdp)
  await facts.first('seat.connected', (fact) => fact.connectionId === connectionId)
  return browser
}

const talk = (a: string, b: string) => [
  { legId: a, hears: [b] },
  { legId: b, hears: [a] },
]

describe('a seat and a trunk', () => {
  test('S1 R2 a tone goes both ways, payload bits untouched, and comes back by itself on a new connection (S3)', async () => {
    const { peer, local } = await trunkLeg('trunk')
    const first = await connect('seat', 'c1')
    expect(engine.openSeatLeg('agent', 'seat')).toBe(true)
    engine.setRoom('room', talk('trunk', 'agent'))
    peer.speak(local, 1000)
    first.speak(440)
    await Promise.all([first.ear.untilTone(1000), peer.ear.untilTone(440)])
    const second = await connect('seat', 'c2')
    const lost = await facts.first('seat.lost')
    expect(lost).toMatchObject({ connectionId: 'c1', reason: 'replaced' })
    second.speak(600)
    await Promise.all([second.ear.untilTone(1000), peer.ear.untilTone(600)])
    const ssrcs = new Set(peer.ear.packets.map((packet) => packet.ssrc))
    expect(ssrcs.size).toBe(1)
    const steps = peer.ear.packets
      .slice(1)
      .map((packet, i) => (packet.sequence - peer.ear.packets[i]!.sequence) & 0xffff)
    expect(new Set(steps)).toEqual(new Set([1]))
  })

  test('S4 S6 a page that closes is told lost at once, its leg stays, and the caller hears the comfort tone', async () => {
    const { peer, local } = await trunkLeg('trunk')
    const browser = await connect('seat', 'c1')
    engine.openSeatLeg('agent', 'seat')
    engine.setRoom('room', talk('trunk', 'agent'))
    peer.speak(local, 1000)
    browser.speak(600)
    await peer.ear.untilTone(600)
    await closeNotify(browser)
    const lost = await facts.first('seat.lost')
    expect(lost.reason).toBe('closed')
    await peer.ear.untilTone(440, 8)
    const back = await connect('seat', 'c2')
    back.speak(700)
    await Promise.all([peer.ear.untilTone(700), back.ear.untilTone(1000)])
  })

  test('candidates to which the kernel has no route do not harm the worker', async () => {
    const { peer, local } = await trunkLeg('trunk')
    const browser = kept(new BrowserPeer())
    const hopeless = ['203.0.113.5', '10.255.255.1', '255.255.255.255'].map(
      (address, i) => `a=candidate:9${i} 1 udp 2130706431 ${address} 9 typ host\r\n`,
    )
    engine.connectSeat('seat', 'c1', (await browser.offer()) + hopeless.join(''))
    await browser.answer((await facts.first('seat.answered')).sdp)
    await facts.first('seat.connected')
    engine.setRemote('trunk', {
      address: '203.0.113.5',
      port: 9,
      rtcpPort: 9,
      ...g711Only('PCMA'),
      telephoneEvent: null,
      send: true,
      nat: true,
    })
    peer.speak(local, 500)
    await peer.ear.until(() => peer.ear.packets.length > 10)
    expect((await engine.stats()).seatsUp).toBe(1)
  })

  test('S7 an unknown seat makes no leg and a hopeless offer is refused with its reason', async () => {
    expect(engine.openSeatLeg('agent', 'nobody')).toBe(false)
    engine.connectSeat('seat', 'c1', 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\n')
    const lost = await facts.first('seat.lost')
    expect(lost).toMatchObject({ reason: 'refused', detail: 'the offer has no audio with PCMA or PCMU' })
    expect(engine.openSeatLeg('agent', 'seat')).toBe(false)
  })

  test('K1 K6 both sides of a call are recorded, each in its channel, from the same moment', async () => {
    const { peer, local } = await trunkLeg('trunk')
    const other = await trunkLeg('other')
    engine.setRoom('room', talk('trunk', 'other'))
    engine.configureRecordings(TEST_SETTINGS)
    engine.startRecording({ recordingId: 'r1', callId: 'call', legId: 'trunk', startedAt: 1 })
    await facts.first('recording.started')
    peer.sendPacket(local, toneFrame(500, 0))
    other.peer.sendPacket(other.local, toneFrame(900, 0))
    peer.speak(local, 500)
    other.peer.speak(other.local, 900)
    await Promise.all([peer.ear.untilTone(900, 60), other.peer.ear.untilTone(500, 60)])
    engine.stopRecording('r1')
    const finished = await facts.first('recording.finished')
    const file = await readFile(join(recordingsDir, 'r1.tlr'))
    expect(finished.bytes).toBe(file.length)
    const { said, heard } = soundOf(file)
    const middle = (sound: Uint8Array): Uint8Array => sound.subarray(sound.length / 2 - 2000, sound.length / 2 + 2000)
    // A busy machine's timers tear holes into what the peers send, and the recording shows them.
    expect(shareAt(500, middle(said))).toBeGreaterThan(0.5)
    expect(shareAt(900, middle(heard))).toBeGreaterThan(0.5)
    const begin = [said, heard].map((sound) => sound.findIndex((code) => (code & 0x7f) !== 0x55))
    // The 40 ms are proven by the time line's own tests; here a busy machine may stop the worker between two packets.
    expect(Math.abs(begin[0]! - begin[1]!)).toBeLessThanOrEqual(250 * 8)
  })
})

/** What a closing page sends: a DTLS close_notify, encrypted. */
test('S8 a seat that loses 5 % is sent Opus after ten seconds, and its page is told', async () => {
  const { peer, local } = await trunkLeg('trunk')
  const browser = await connect('seat', 'c1')
  engine.openSeatLeg('agent', 'seat')
  engine.setRoom('room', talk('trunk', 'agent'))
  peer.speak(local, 1000)
  browser.speak(440, 20)
  const isOpus = ({ type }: { type: number }): boolean => type === 111
  expect(await facts.first('seat.codec')).toEqual({
    type: 'seat.codec',
    seatId: 'seat',
    connectionId: 'c1',
    codec: 'opus',
  })
  await browser.ear.until(() => browser.ear.packets.slice(-25).every(isOpus))
  const firstOpus = browser.ear.packets.findIndex(isOpus)
  expect(firstOpus).toBeGreaterThan(400)
  // One stream, no packet missing where the codec changes.
  const sequences = browser.ear.packets.slice(firstOpus - 5, firstOpus + 5).map(({ sequence }) => sequence)
  expect(sequences.map((sequence) => (sequence - sequences[0]!) & 0xffff)).toEqual([...Array(10).keys()])
})

test('S10 a seat that asks for Opus has it from the start', async () => {
  const { peer, local } = await trunkLeg('trunk')
  const browser = kept(new BrowserPeer())
  engine.connectSeat('seat', 'c1', await browser.offer(), 'opus')
  await browser.answer((await facts.first('seat.answered')).sdp)
  engine.openSeatLeg('agent', 'seat')
  engine.setRoom('room', talk('trunk', 'agent'))
  peer.speak(local, 1000)
  await browser.ear.until(
    () => browser.ear.packets.length > 50 && browser.ear.packets.slice(-50).every(({ type }) => type === 111),
  )
})

test('S11 a seat without a leg is sent silence when it is to be warm, and no longer than asked', async () => {
  const browser = await connect('seat', 'c1')
  engine.warmSeat('seat', 400)
  await browser.ear.until(() => browser.ear.packets.length >= 20)
  expect(browser.ear.packets.every(({ payload }) => payload.every((code) => code === 0xd5))).toBe(true)
  const { ticks } = await engine.stats()
  for (let now = ticks; now < ticks + 10; ) now = (await engine.stats()).ticks
  expect(browser.ear.packets).toHaveLength(20)
})

async function closeNotify(browser: BrowserPeer): Promise<void> {
  browser.hush()
  const dtls = browser.pc.dtlsTransports[0]?.dtls
  if (dtls === undefined) throw new Error('no DTLS')
  const plain = {
    recordLayerHeader: {
      contentType: 21,
      protocolVersion: { major: 255 - 1, minor: 255 - 2 },
      epoch: 1,
      sequenceNumber: ++dtls.dtls.recordSequenceNumber,
      contentLen: 2,
    },
    fragment: Buffer.from([1, 0]),
  }
  const { recordLayerHeader, fragment } = dtls.cipher.encryptPacket(
    plain as Parameters<typeof dtls.cipher.encryptPacket>[0],
  )
  const head = Buffer.from([21, 254, 253, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])
  head.writeUIntBE(recordLayerHeader.sequenceNumber, 5, 6)
  head.writeUInt16BE(fragment.length, 11)
  await dtls.transport.send(Buffer.concat([head, fragment]))
}
