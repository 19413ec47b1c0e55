// Run by Bun, niced: an attacker's machine is not ours. flood-process <sip port> <rtp ports, with commas> <seconds>: so long
// 5,000 OPTIONS, 5,000 INVITEs and 5,000 RTP packets a second, from a stranger's address; prints how many were sent.
import { sipRequest } from '../harness/raw-sip.ts'
import { rtpTone } from './attack.ts'

export type Flooded = Record<'options' | 'invites' | 'rtp' | 'heard', number>

const [sipPort = '', rtpPorts = '', seconds = '10'] = process.argv.slice(2)
const STRANGER = '127.0.0.9'
const PER_SECOND = 5000
const EVERY_MS = 10

let heard = 0
const count = (): void => {
  heard++
}
const socket = await Bun.udpSocket({ hostname: STRANGER, port: 0, socket: { data: count, error: () => {} } })
/** Sends are refused once ICMP has said that nobody hears a stranger there: not those of the other socket. */
const rtp = await Bun.udpSocket({ hostname: STRANGER, port: 0, socket: { data: count, error: () => {} } })
const from = { address: STRANGER, port: socket.port }
const target = `sip:4008008888@127.0.0.1:${sipPort}`
const ports = rtpPorts.split(',').map(Number)
const sent = { options: 0, invites: 0, rtp: 0 }

function send(by: typeof socket, bytes: string | Uint8Array, port: number): boolean {
  try {
    return by.send(bytes, port, '127.0.0.1')
  } catch {
    // That is the next send's error.
    return false
  }
}

function one(n: number): void {
  const own = (method: string) => sipRequest(method, target, from).replaceAll(`${method}-`, `${n}-${method}-`)
  if (send(socket, own('OPTIONS'), Number(sipPort))) sent.options++
  if (send(socket, own('INVITE'), Number(sipPort))) sent.invites++
  send(rtp, rtpTone(n, 1800), ports[n % ports.length] ?? 0)
  sent.rtp++
}

const startedAt = performance.now()
let done = 0
const timer = setInterval(() => {
  const elapsed = performance.now() - startedAt
  for (; done < (elapsed / 1000) * PER_SECOND; done++) one(done)
  if (elapsed < Number(seconds) * 1000) return
  clearInterval(timer)
  console.log(JSON.stringify({ ...sent, heard }))
  socket.close()
  rtp.close()
}, EVERY_MS)
