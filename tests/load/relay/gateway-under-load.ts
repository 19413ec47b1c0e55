// The real gateway process, with the bench in the place of its server and of a SIP trunk.

import { spawn } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RUNTIME_FLAGS } from '../../../scripts/launch/runtime.mjs'
import { GatewayLink, type LinkSocket } from '../../../server/gateway-link/link.ts'
import type { FromGateway, GatewayFact } from '../../../server/protocol/gateway-messages.ts'
import { publicBytes } from '../../../server/protocol/recording-cipher.ts'
import { freePort } from '../../harness/free-port.ts'
import { portIn, type Relay } from './relay.ts'

const ROOT = join(import.meta.dirname, '../../..')
const TOKEN = 'bench-token-0000000000000'
const WAIT_MS = 20_000

type Waiting = { isIt(fact: GatewayFact): boolean; resolve(fact: GatewayFact): void }

export class GatewayUnderLoad implements Relay {
  private readonly waiting = new Set<Waiting>()
  private factsThrough = 0
  private readonly link = new GatewayLink({
    bootId: 'bench',
    isToken: (token) => token === TOKEN,
    factsThrough: () => this.factsThrough,
    now: () => performance.now(),
    take: (_gatewayId, _bootId, seq, fact, stored) => {
      this.factsThrough = seq
      for (const waiting of this.waiting) {
        if (!waiting.isIt(fact)) continue
        this.waiting.delete(waiting)
        waiting.resolve(fact)
        break
      }
      stored()
    },
    connected: () => {},
    disconnected: () => {},
  })
  private readonly legs: string[] = []
  private readonly answers = new Map<string, (sdp: string) => void>()

  private constructor(
    private readonly child: ReturnType<typeof spawn>,
    private readonly server: ReturnType<typeof Bun.serve>,
    private readonly sip: Bun.udp.Socket<'buffer'>,
    private readonly sipPort: number,
    private readonly directory: string,
    private readonly options: { name: string; isRecording: boolean; codec?: 'PCMA' | 'opus' },
  ) {}

  get name(): string {
    return this.options.name
  }

  get codec(): 'PCMA' | 'opus' {
    return this.options.codec ?? 'PCMA'
  }

  get pid(): number {
    return this.child.pid ?? 0
  }

  static async start(options: {
    name: string
    isRecording: boolean
    codec?: 'PCMA' | 'opus'
    environment?: Record<string, string>
  }): Promise<GatewayUnderLoad> {
    const directory = mkdtempSync(join(tmpdir(), 'relay-bench-'))
    const [httpPort, sipPort, healthPort] = [await freePort(), await freePort(), await freePort()]
    const sockets = new Map<unknown, LinkSocket>()
    const server = Bun.serve({
      hostname: '127.0.0.1',
      port: httpPort,
      fetch(request, self) {
        // Recordings are taken and thrown away.
        return self.upgrade(request) ? undefined : new Response('{}')
      },
      websocket: {
        message(ws, text) {
          const socket = sockets.get(ws) ?? { send: (reply: string) => void ws.send(reply), close: () => ws.close() }
          sockets.set(ws, socket)
          gateway.link.receive(socket, JSON.parse(String(text)) as FromGateway)
        },
      },
    })
    const sip = await Bun.udpSocket({
      hostname: '127.0.0.1',
      port: 0,
      socket: { data: (_socket, bytes) => gateway.fromSip(bytes.toString()), error: () => {} },
    })
    const child = spawn(process.execPath, [...RUNTIME_FLAGS, 'gateway/main.ts'], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        TRUNKLINE_SERVER: `http://127.0.0.1:${httpPort}`,
        TRUNKLINE_GATEWAY_TOKEN: TOKEN,
        TRUNKLINE_SIP: `127.0.0.1:${sipPort}`,
        TRUNKLINE_GATEWAY_HTTP: `127.0.0.1:${healthPort}`,
        TRUNKLINE_DATA: directory,
        TRUNKLINE_LOG: 'error',
        ...options.environment,
      },
    })
    const gateway: GatewayUnderLoad = new GatewayUnderLoad(child, server, sip, sipPort, directory, options)
    await gateway.next((fact) => fact.type === 'gateway.snapshot')
    gateway.configure()
    await gateway.next((fact) => fact.type === 'line.changed' && fact.state === 'up')
    return gateway
  }

  /** One call: seat leg by WebRTC, trunk leg by INVITE, joined. */
  async join(n: number, offer: string, trunkPort: number): Promise<{ answer: string; port: number }> {
    const seatId = `seat-${n}`
    const codec = this.codec === 'opus' ? { codec: this.codec } : {}
    const answered = this.next((fact) => fact.type === 'seat.answered' && fact.seatId === seatId)
    this.link.send({ type: 'seat.connect', seatId, connectionId: `k${n}`, sdp: offer, ...codec })
    const seat = await answered
    const offered = this.next((fact) => fact.type === 'leg.offered' && fact.dialed === `${8000 + n}`)
    const sdp = this.invite(n, trunkPort)
    const fact = await offered
    const legId = fact.type === 'leg.offered' ? fact.legId : ''
    this.link.send({ type: 'leg.answer', legId })
    const seatLeg = `leg-${n}`
    this.link.send({ type: 'leg.open-seat', legId: seatLeg, callId: `c${n}`, seatId })
    const members = [
      { legId, hears: [seatLeg] },
      { legId: seatLeg, hears: [legId] },
    ]
    this.link.send({ type: 'room.set', roomId: `c${n}`, members })
    this.legs.push(legId)
    return { answer: seat.type === 'seat.answered' ? seat.sdp : '', port: portIn(await sdp) }
  }

  async ready(): Promise<void> {
    if (!this.options.isRecording) return
    for (const [n, legId] of this.legs.entries()) {
      const started = this.next((fact) => fact.type === 'recording.started' && fact.recordingId === `r${n}`)
      this.link.send({ type: 'recording.start', recordingId: `r${n}`, callId: `c${n}`, legId, startedAt: Date.now() })
      await started
    }
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve))
    this.child.kill('SIGTERM')
    await ended
    this.sip.close()
    await this.server.stop(true)
    rmSync(this.directory, { recursive: true, force: true })
  }

  private configure(): void {
    const trunk = {
      id: 'trunk',
      name: 'Bench',
      kind: 'sip',
      enabled: true,
      host: '127.0.0.1',
      port: this.sip.port,
    } as const
    const floor = { floorPercent: 0, floorBytes: 0 }
    this.link.send({ type: 'recordings.configure', publicKey: randomBytes(32).toString('hex'), ...floor })
    const account = { register: false, user: '', password: '', numbers: [], outbound: false, nat: false }
    const route = { transport: 'udp', largeOverTcp: false, proxy: '', authorities: '' } as const
    this.link.send({
      type: 'lines.configure',
      lines: [{ ...trunk, ...account, ...route, sources: [], maxCalls: 1000, maxCallsPerSecond: 0 }],
    })
    const publicKey = publicBytes(generateKeyPairSync('x25519').publicKey).toString('hex')
    this.link.send({ type: 'recordings.configure', publicKey, floorPercent: 0, floorBytes: 0 })
  }

  private next(isIt: (fact: GatewayFact) => boolean): Promise<GatewayFact> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the gateway did not report in time')), WAIT_MS)
      const done = (fact: GatewayFact) => {
        clearTimeout(timer)
        resolve(fact)
      }
      this.waiting.add({ isIt, resolve: done })
    })
  }

  private headers(n: number, method: string): string {
    const at = `127.0.0.1:${this.sip.port}`
    return [
      `Via: SIP/2.0/UDP ${at};branch=z9hG4bKbench${method}${n}`,
      `From: <sip:bench@${at}>;tag=t${n}`,
      `Call-ID: bench-${n}`,
      `CSeq: 1 ${method}`,
      `Contact: <sip:bench@${at}>`,
      'Max-Forwards: 70',
    ].join('\r\n')
  }

  private invite(n: number, mediaPort: number): Promise<string> {
    const sdp = `v=0\r\no=b 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio ${mediaPort} RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n`
    const head = `INVITE sip:${8000 + n}@127.0.0.1:${this.sipPort} SIP/2.0\r\n${this.headers(n, 'INVITE')}`
    const body = `To: <sip:${8000 + n}@127.0.0.1>\r\nContent-Type: application/sdp\r\nContent-Length: ${sdp.length}\r\n\r\n${sdp}`
    this.sip.send(`${head}\r\n${body}`, this.sipPort, '127.0.0.1')
    return new Promise((resolve) => this.answers.set(`bench-${n}`, resolve))
  }

  private fromSip(text: string): void {
    if (!text.startsWith('SIP/2.0 200')) return
    const callId = /^Call-ID: *(\S+)/im.exec(text)?.[1] ?? ''
    const n = Number(callId.slice('bench-'.length))
    const to = /^To: *(.+)$/im.exec(text)?.[1]?.trim() ?? ''
    const contact = /^Contact: *<([^>]+)>/im.exec(text)?.[1] ?? ''
    this.sip.send(
      `ACK ${contact} SIP/2.0\r\n${this.headers(n, 'ACK')}\r\nTo: ${to}\r\nContent-Length: 0\r\n\r\n`,
      this.sipPort,
      '127.0.0.1',
    )
    this.answers.get(callId)?.(text)
    this.answers.delete(callId)
  }
}
