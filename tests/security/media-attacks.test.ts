// Attacks on the sound and the signalling of calls that are up: what does not belong to a call reaches nobody in it, and
// what floods us is not heard. Real programs on real sockets; the seat and the floods are processes of their own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUN, ROOT } from '../chaos/bun.ts'
import { Caller } from '../chaos/caller.ts'
import { Api } from '../harness/api.ts'
import { Customer, SERVICE_DID } from '../harness/customer.ts'
import { freePort } from '../harness/free-port.ts'
import { isMissing } from '../harness/missing.ts'
import { RawUdp, sipRequest } from '../harness/raw-sip.ts'
import { RtpPeer } from '../harness/rtp-peer.ts'
import { Sipp } from '../harness/sipp.ts'
import { linearOf } from '../harness/tone.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'
import { framesOf, readWav } from '../harness/wav.ts'
import { clientHello, isTone, rtpTone } from './attack.ts'
import type { Flooded } from './flood-process.ts'
import { SeatByHand } from './seat-by-hand.ts'

const FOREIGN_HZ = 1800
/** Frames that may pass, each way, until the right source has shown itself. */
const BEFORE_LATCH = 5
const SPRAYED = 1000
/** MEDIA_FLOOD_S=10 for the figure of a release. */
const FLOOD_S = Number(process.env.MEDIA_FLOOD_S ?? 5)
const GAP_MS = 60
/** The listener and the gateway: where the machine keeps its processes waiting, each is kept waiting as the listener is. */
const PROCESSES = 2
const isForeign = (samples: Float64Array): boolean => isTone(samples, FOREIGN_HZ)
const foreign = (frame: Uint8Array): boolean => isForeign(linearOf(frame))

describe.skipIf(isMissing('sip-tester'))('attacks on calls that are up', () => {
  let trunkline: Trunkline
  let supervisor: Api
  let seat: SeatByHand
  let tcpPort: number

  beforeAll(async () => {
    const port = await freePort()
    tcpPort = await freePort()
    trunkline = await startTrunkline({ TRUNKLINE_SIP: `udp:127.0.0.1:${port},tcp:127.0.0.1:${tcpPort}` })
    trunkline.sip.port = port
    const administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    await administrator.withoutWrapUp()
    supervisor = await Api.signIn(trunkline.url, trunkline.links.get('8101') ?? '')
    seat = await SeatByHand.start(await Api.signIn(trunkline.url, trunkline.links.get('8001') ?? ''))
  })
  afterAll(async () => {
    seat?.stop()
    await trunkline?.stop()
  })

  /** The sum of a family, or one of its reasons. */
  const metric = async (series: string): Promise<number> => {
    const text = await (await fetch(`${trunkline.gatewayUrl}/metrics`)).text()
    const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `))
    return Number(line?.split(' ')[1])
  }
  const dropped = (reason: string): Promise<number> => metric(`trunkline_media_dropped_total{reason="${reason}"}`)

  it('RTP from elsewhere, the trunk’s own address too, is heard by nobody and in no recording', async () => {
    const strangers = [await RawUdp.open('127.0.0.3'), await RawUdp.open('127.0.0.1')]
    const sound = await RtpPeer.open(440)
    const from = '13800138501'
    const phone = Sipp.call({ did: SERVICE_DID, from, target: trunkline.sip, mediaPort: sound.port })
    try {
      const port = await phone.remotePort()
      for (const stranger of strangers) for (let n = 0; n < 3; n++) await stranger.send(rtpTone(n, FOREIGN_HZ), port)
      sound.start(port)
      await until(
        () => sound.received > 25 && sound.heard(400).level > 200,
        10_000,
        () => 'the menu was not heard',
      )
      const drawnOff = strangers.map(({ received }) => received.length)
      expect(Math.max(...drawnOff)).toBeLessThanOrEqual(BEFORE_LATCH)
      sound.press('1')
      await sound.hears(1000, 5)
      await seat.hearsParty()
      const injected = seat.report.foreign
      for (let n = 0; n < SPRAYED; n++)
        for (const stranger of strangers) await stranger.send(rtpTone(n, FOREIGN_HZ), n % 5 === 4 ? port + 1 : port)
      await seat.hearsParty()
      await sound.hears(1000, 5)
      expect(strangers.map(({ received }) => received.length)).toEqual(drawnOff)
      expect([seat.report.foreign, sound.count(foreign)]).toEqual([injected, 0])
      await phone.hangUp()
      expect(await phone.done()).toBe(0)
      const { recording } = await supervisor.recordedCall((row) => row.customer.text === from)
      const { left, right } = framesOf(readWav(recording))
      expect(left.filter((frame) => isTone(frame, 440)).length).toBeGreaterThan(50)
      expect([left.filter(isForeign).length, right.filter(isForeign).length]).toEqual([0, 0])
    } finally {
      for (const stranger of strangers) stranger.close()
      phone.stop()
      sound.close()
    }
  })

  it('replayed, damaged and plain packets and ClientHellos from the seat’s very address: 0 pass, the call lives', async () => {
    const customer = await Customer.call(trunkline, { from: '13800138502' })
    try {
      await customer.choosesService()
      await customer.sound.hears(1000, 5)
      await seat.hearsParty()
      const kinds = [
        ['replay', 'srtp-replay'],
        ['tampered', 'srtp-authentication'],
        ['plain', 'srtp-authentication'],
      ] as const
      for (const [kind, reason] of kinds) {
        const before = await dropped(reason)
        const sent = await seat.attacks(kind, 2)
        await customer.sound.hears(1000, 5)
        expect([kind, (await dropped(reason)) - before]).toEqual([kind, sent])
      }
      await seat.attacks('client-hello', 2)
      customer.sound.forget()
      const from = seat.report
      await until(
        () => customer.sound.received >= 100,
        10_000,
        () => 'the sound has stopped',
      )
      // One for one: nothing of the attack is relayed between the seat's own packets.
      expect(customer.sound.count((frame) => isTone(linearOf(frame), 1000))).toBe(customer.sound.received)
      expect(customer.sound.count(foreign)).toBe(0)
      await seat.hearsParty()
      expect(seat.report.sent).toBeGreaterThan(from.sent)
      await customer.hangsUp()
    } finally {
      customer.close()
    }
  })

  it('a rain of ClientHellos from strangers keeps no seat from coming up, ten times of ten', async () => {
    const strangers = [await RawUdp.open('127.0.0.3'), await RawUdp.open('127.0.0.1')]
    let n = 0
    const rain = setInterval(() => {
      for (const stranger of strangers)
        for (let i = 0; i < 5; i++) void stranger.send(clientHello(n++), seat.gatewayPort)
    }, 10)
    const agent = await Api.signIn(trunkline.url, trunkline.links.get('8002') ?? '')
    const before = await dropped('unchecked-address')
    try {
      for (let time = 0; time < 10; time++) {
        const other = await SeatByHand.start(agent)
        other.stop()
      }
      expect(await dropped('unchecked-address')).toBeGreaterThan(before + 500)
      expect(strangers.map(({ received }) => received.length)).toEqual([0, 0])
    } finally {
      clearInterval(rain)
      for (const stranger of strangers) stranger.close()
    }
  })

  it(`5,000 OPTIONS, INVITEs and RTP packets a second each, ${FLOOD_S} s: two calls sound on, a new one is answered in 1 s`, async () => {
    const [talking, waiting] = [
      await Caller.call(trunkline, '13800138503'),
      await Caller.call(trunkline, '13800138504'),
    ]
    const callers = [talking, waiting]
    try {
      await talking.chooses('1')
      await talking.hearsAgent()
      await waiting.chooses('1')
      await waiting.hearsMusic()
      const ports = callers.map(({ gatewayPort }) => gatewayPort).join(',')
      const args = [
        '-n',
        '19',
        BUN,
        'tests/security/flood-process.ts',
        String(trunkline.sip.port),
        ports,
        String(FLOOD_S),
      ]
      const flood = spawn('nice', args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
      const printed = once(flood.stdout, 'data')
      seat.markStall()
      for (const caller of callers) caller.markGap()
      await until(
        async () => (await metric('trunkline_sip_dropped_total{reason="blocked-source"}')) > 1000,
        FLOOD_S * 1000,
        () => 'the flood has not begun',
      )
      const startedAt = performance.now()
      const another = await Customer.call(trunkline, { from: '13800138505' })
      const answeredMs = performance.now() - startedAt
      const sent = JSON.parse(String((await printed)[0])) as Flooded
      const gaps = await Promise.all(callers.map((caller) => caller.longestGap()))
      console.log(
        `flood of ${JSON.stringify(sent)}: longest gaps ${gaps.map(({ gapMs, stallMs }) => `${gapMs} ms (machine's stall ${stallMs} ms)`).join(', ')}, answered in ${answeredMs.toFixed(0)} ms`,
      )
      for (const { gapMs, stallMs } of gaps)
        expect(gapMs).toBeLessThanOrEqual(GAP_MS + PROCESSES * stallMs + seat.report.stallMs)
      expect(answeredMs).toBeLessThan(1000)
      for (const kind of ['options', 'invites', 'rtp'] as const)
        expect(sent[kind]).toBeGreaterThan((5000 * FLOOD_S) / 2)
      expect(sent.heard).toBe(0)
      await another.hangsUp()
      another.close()
      for (const caller of callers) await caller.hangsUp()
    } finally {
      for (const caller of callers) caller.close()
    }
  })

  it('slow and senseless TCP streams leave calls alone and nothing behind', async () => {
    const customer = await Customer.call(trunkline, { from: '13800138506' })
    const streams: Socket[] = []
    const open = (bytes: string): Socket => {
      const socket = connect(tcpPort, '127.0.0.1')
      socket.on('error', () => {})
      socket.on('data', () => {})
      socket.write(bytes)
      streams.push(socket)
      return socket
    }
    const isClosed = (socket: Socket): boolean => socket.destroyed || socket.readableEnded
    try {
      const request = sipRequest('OPTIONS', `sip:${SERVICE_DID}@127.0.0.1:${tcpPort}`, {
        address: '127.0.0.1',
        port: 9,
      })
      const files = await metric('process_open_fds')
      const huge = open(request.replace('Content-Length: 0', 'Content-Length: 2147483648'))
      const endless = open(`OPTIONS sip:a@b SIP/2.0\r\nX: ${'x'.repeat(70_000)}`)
      await until(
        () => isClosed(huge) && isClosed(endless),
        5000,
        () => 'a stream that cannot end is still open',
      )
      const halves = Array.from({ length: 20 }, () => open(request.slice(0, 100)))
      const drip = open('')
      let dripped = 0
      const dripping = setInterval(() => drip.write(request[dripped++ % request.length] ?? ''), 1000)
      const many = Array.from({ length: 100 }, () => open('OPTIONS'))
      await until(
        () => many.filter(isClosed).length >= 60,
        5000,
        () => `only ${many.filter(isClosed).length} of 100 were turned away`,
      )
      await customer.choosesService()
      await customer.sound.hears(1000, 5)
      await until(
        () => [...halves, drip, ...many].every(isClosed),
        40_000,
        () => 'an unfinished message keeps its connection',
      )
      clearInterval(dripping)
      await until(
        async () => (await metric('process_open_fds')) <= files + 2,
        5000,
        () => 'files are left open',
      )
      await customer.sound.hears(1000, 5)
      await customer.hangsUp()
    } finally {
      for (const stream of streams) stream.destroy()
      customer.close()
    }
  })
})
