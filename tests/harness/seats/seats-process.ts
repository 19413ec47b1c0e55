// Run by Bun: seats without a browser, each with a session, the page's WebSocket and WebRTC sound of its own. In and
// out: a JSON object a line. Its argument is the server's address.
import { createInterface } from 'node:readline'
import { openDatagramIo } from '../../../gateway/datagram/open-io.ts'
import type { Topic, ToWeb, WebCommand } from '../../../server/protocol/web-messages.ts'
import { BrowserEnd, useTransports } from '../../load/relay/far-ends.ts'
import { Api } from '../api.ts'
import { AgentByHand } from './agent-by-hand.ts'
import { ToneEnd } from './tone-end.ts'

export type ToSeats =
  /** A seat says its tone; who watches the site has no seat. */
  | { seat: string; type: 'start'; cookie: string; topic: Topic; hz: number }
  | { seat: string; type: 'command'; command: WebCommand }
  | { seat: string; type: 'listen'; ask: number; hz: number[]; ms: number }

export type FromSeats =
  | { seat: string; type: 'up' }
  | { seat: string; type: 'failed'; why: string }
  | { seat: string; type: 'told'; message: ToWeb }
  | { seat: string; type: 'heard'; ask: number; shares: number[] }

const POLL_MS = 2
const [url = ''] = process.argv.slice(2)
const seats = new Map<string, { page: AgentByHand; sound: ToneEnd }>()
const say = (message: FromSeats): void => console.log(JSON.stringify(message))

const io = openDatagramIo('batched')
useTransports(io)
setInterval(() => {
  io.poll()
  io.flush()
}, POLL_MS)

async function start({ seat, cookie, topic, hz }: ToSeats & { type: 'start' }): Promise<void> {
  const sound = new ToneEnd(hz)
  const end = topic === 'seat' ? new BrowserEnd(seats.size, io, sound.up, sound.down) : null
  const page = await AgentByHand.start(Api.ofSession(url, cookie), end, {
    topic,
    heard: (message) => say({ seat, type: 'told', message }),
  })
  seats.set(seat, { page, sound })
  say({ seat, type: 'up' })
}

function hear(message: ToSeats): void {
  const { seat } = message
  const known = seats.get(seat)
  if (message.type === 'start')
    start(message).catch((fault: unknown) => say({ seat, type: 'failed', why: String(fault) }))
  else if (known === undefined) say({ seat, type: 'failed', why: 'no such seat' })
  else if (message.type === 'listen')
    say({ seat, type: 'heard', ask: message.ask, shares: known.sound.shares(message.hz, message.ms) })
  else {
    const { id, ...command } = message.command
    known.page.command(command, id)
  }
}

createInterface({ input: process.stdin }).on('line', (line) => hear(JSON.parse(line) as ToSeats))
process.stdin.on('end', () => process.exit(0))
