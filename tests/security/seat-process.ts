// Run by Bun: an agent's seat without a browser, whose owner can also attack: from the seat's own address and port, which
// no guard of addresses keeps out. In (lines): attack <kind> <seconds>, mark (stalls count from here). Out: ready <port of the gateway>, then a report
// each 100 ms.
import { createInterface } from 'node:readline'
import type { DatagramIo, DatagramSocket } from '../../gateway/datagram/datagram-io.ts'
import { openDatagramIo } from '../../gateway/datagram/open-io.ts'
import { Packet } from '../../gateway/datagram/packet.ts'
import { type PeerKey, portOf } from '../../gateway/datagram/peer-keys.ts'
import { GapMeter } from '../chaos/gap-meter.ts'
import { Api } from '../harness/api.ts'
import { AgentByHand } from '../harness/seats/agent-by-hand.ts'
import { linearOf, toneALaw } from '../harness/tone.ts'
import { BrowserEnd, useTransports } from '../load/relay/far-ends.ts'
import { clientHello, isTone, type SrtpAttack } from './attack.ts'

/** `sent` are the seat's own packets, `attacked` those of the attack; `foreign` frames held the attacker's tone. */
export type SeatReport = {
  sent: number
  heard: number
  foreign: number
  attacked: number
  level: boolean
  stallMs: number
}

const [url = '', cookie = '', ownHz = '1000', foreignHz = '1800', partyHz = '440'] = process.argv.slice(2)
const FRAME = 160
const ATTACK_MS = 2
const KEPT = 256
const report: SeatReport = { sent: 0, heard: 0, foreign: 0, attacked: 0, level: false, stallMs: 0 }

/** The latest protected packets, as an eavesdropper has them. */
const captured: Uint8Array[] = []
let raw: { socket: DatagramSocket; to: PeerKey } | null = null

const io = openDatagramIo('batched')

function watched(socket: DatagramSocket): DatagramSocket {
  return {
    address: socket.address,
    port: socket.port,
    send(packet, length, to) {
      if (packet.bytes[0] === 0x80) {
        raw = { socket, to }
        captured.push(Uint8Array.from(packet.bytes.subarray(0, length)))
        if (captured.length > KEPT) captured.shift()
      }
      socket.send(packet, length, to)
    },
    settle: (peer) => socket.settle(peer),
    close: () => socket.close(),
  }
}

const wire: DatagramIo = {
  kind: io.kind,
  peers: io.peers,
  counters: io.counters,
  open: async (address, port, listener) => watched(await io.open(address, port, listener)),
  openShared: (address, port, listener) => io.openShared(address, port, listener),
  poll: () => io.poll(),
  flush: () => io.flush(),
  learnSource: () => io.learnSource(),
  close: () => io.close(),
}
useTransports(wire)

const up = {
  write(bytes: Uint8Array, at: number): void {
    bytes.set(toneALaw(Number(ownHz), report.sent * FRAME, FRAME), at)
    report.sent += 1
  },
}
const down = {
  read(bytes: Uint8Array, at: number, length: number): void {
    const samples = linearOf(bytes.subarray(at, at + length))
    report.heard += 1
    if (isTone(samples, Number(foreignHz))) report.foreign += 1
    report.level = isTone(samples, Number(partyHz))
  },
}

function forged(kind: SrtpAttack, n: number): Uint8Array {
  const old = captured[n % captured.length] ?? new Uint8Array()
  if (kind === 'replay') return old
  if (kind === 'client-hello') return clientHello(n)
  const bytes = Buffer.from(old)
  if (kind === 'tampered') {
    // Ahead of the replay window, so that nothing but its tag speaks against it.
    bytes.writeUInt16BE((bytes.readUInt16BE(2) + 1000 + n) & 0xffff, 2)
    bytes[40] = (bytes[40] ?? 0) ^ 0x01
    return bytes
  }
  const plain = Buffer.concat([bytes.subarray(0, 12), toneALaw(Number(foreignHz), n * FRAME, FRAME, 30_000)])
  plain.writeUInt16BE((plain.readUInt16BE(2) + 1000 + n) & 0xffff, 2)
  return plain
}

function attack(kind: SrtpAttack, seconds: number): void {
  const [startedAt, out] = [performance.now(), Packet.allocate()]
  const total = (seconds * 1000) / ATTACK_MS
  let done = 0
  const timer = setInterval(() => {
    for (; raw !== null && done < total && done * ATTACK_MS < performance.now() - startedAt; done++) {
      const bytes = forged(kind, done)
      out.bytes.set(bytes)
      raw.socket.send(out, bytes.length, raw.to)
      report.attacked += 1
    }
    if (done >= total) clearInterval(timer)
  }, ATTACK_MS)
}

setInterval(() => {
  io.poll()
  io.flush()
}, ATTACK_MS)
await AgentByHand.start(Api.ofSession(url, cookie), new BrowserEnd(0, wire, up, down))
let meter = new GapMeter({ received: 0 })
setInterval(() => {
  report.stallMs = Math.round(meter.stallMs)
  console.log(JSON.stringify(report))
}, 100)
const isUp = setInterval(() => {
  if (raw === null) return
  clearInterval(isUp)
  console.log(`ready ${portOf(raw.to)}`)
}, 10)
createInterface({ input: process.stdin }).on('line', (line) => {
  const [order, kind, seconds] = line.split(' ')
  if (order === 'attack') attack(kind as SrtpAttack, Number(seconds))
  else {
    meter.stop()
    meter = new GapMeter({ received: 0 })
  }
})
process.stdin.on('end', () => process.exit(0))
