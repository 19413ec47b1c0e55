// Run by Bun: the sound of one caller in a process of its own, so that a busy test delays no packet.
// In (lines on stdin): start <port>, press <digits>, mark (the gap counts from here). Out: port <n>, then a report each 50 ms.
import { createSocket } from 'node:dgram'
import { createInterface } from 'node:readline'
import { linearOf, toneALaw } from '../harness/tone.ts'
import { GapMeter } from './gap-meter.ts'

export type SoundReport = { received: number; gapMs: number; stallMs: number; level: number; share: number }

const [SEND_HZ = 440, HEAR_HZ = 1000] = process.argv.slice(2).map(Number)
const FRAME = 160
const PCMA = 8
const EVENT = 101
const HEARD_FRAMES = 20

const socket = createSocket('udp4')
const frames: Uint8Array[] = []
const incoming = { received: 0 }
let meter = new GapMeter(incoming)
let remote = 0
let sent = 0
let sequence = 1
let startedAt = 0
let digits: number[] = []
let step = 0

function write(type: number, marker: boolean, timestamp: number, payload: Uint8Array): void {
  const packet = Buffer.alloc(12 + payload.length)
  packet[0] = 0x80
  packet[1] = type | (marker ? 0x80 : 0)
  packet.writeUInt16BE(sequence++ & 0xffff, 2)
  packet.writeUInt32BE(timestamp >>> 0, 4)
  packet.writeUInt32BE(0xc4a05, 8)
  packet.set(payload, 12)
  socket.send(packet, remote, '127.0.0.1')
}

/** RFC 4733: 100 ms of an event, its end three times. */
function sendFrame(): void {
  const [code] = digits
  if (code === undefined) write(PCMA, sent === 0, sent * FRAME, toneALaw(SEND_HZ, sent * FRAME, FRAME))
  else {
    const duration = Math.min(5, step + 1) * FRAME
    const payload = Buffer.from([code, (step >= 5 ? 0x80 : 0) | 10, duration >> 8, duration & 0xff])
    write(EVENT, step === 0, (sent - step) * FRAME, payload)
    step += 1
    if (step === 8) {
      digits = digits.slice(1)
      step = 0
    }
  }
  sent += 1
}

/** How loud it is, and how much of it is the tone we listen for (0-1). */
function heard(): { level: number; share: number } {
  const samples = linearOf(Buffer.concat(frames))
  let energy = 0
  let re = 0
  let im = 0
  const w = (2 * Math.PI * HEAR_HZ) / 8000
  for (const [i, value] of samples.entries()) {
    energy += value * value
    re += value * Math.cos(w * i)
    im += value * Math.sin(w * i)
  }
  const count = Math.max(1, samples.length)
  const level = Math.sqrt(energy / count)
  return { level: Math.round(level), share: level < 50 ? 0 : (2 * (re * re + im * im)) / (count * energy) }
}

socket.on('message', (packet) => {
  if ((packet[1] ?? 0) % 128 !== PCMA) return
  incoming.received += 1
  frames.push(packet.subarray(12))
  if (frames.length > HEARD_FRAMES) frames.shift()
})
socket.bind(0, '127.0.0.1', () => console.log(`port ${socket.address().port}`))

createInterface({ input: process.stdin }).on('line', (line) => {
  const [order, value = ''] = line.split(' ')
  if (order === 'press') digits.push(...value.split('').map(Number))
  if (order === 'mark') {
    meter.stop()
    meter = new GapMeter(incoming)
  }
  if (order !== 'start') return
  remote = Number(value)
  startedAt = performance.now()
  setInterval(() => {
    while (sent * 20 < performance.now() - startedAt) sendFrame()
  }, 10)
})
process.stdin.on('end', () => process.exit(0))
setInterval(() => {
  const gapMs = Math.round(meter.longestMs)
  const stallMs = Math.round(meter.stallMs)
  const report: SoundReport = { received: incoming.received, gapMs, stallMs, ...heard() }
  console.log(JSON.stringify(report))
}, 50)
