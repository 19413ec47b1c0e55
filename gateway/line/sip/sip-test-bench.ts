// Drivers on a simulated network and clock, with a media engine that only keeps account. For tests.
import type { SipLineConfig } from '#protocol/line-config'
import type { IpFamily, RtpRemote } from '../../media/media-engine.ts'
import type { SipMessage } from '../../sip/message.ts'
import { parseMessage } from '../../sip/parse-message.ts'
import { type Endpoint, SIP_PORT, transportOf } from '../../sip/via.ts'
import type { DatagramSocket } from '../../transport/datagram-socket.ts'
import { SimulatedClock } from '../../transport/simulated-clock.ts'
import { SimulatedNetwork, seededRandom } from '../../transport/simulated-network.ts'
import type { LineFact } from '../line-driver.ts'
import { SipLineDriver } from './sip-line-driver.ts'

export const lineConfig = (changed: Partial<SipLineConfig> = {}): SipLineConfig => ({
  id: 'trunk',
  name: 'Trunk',
  kind: 'sip',
  enabled: true,
  host: '10.0.0.2',
  port: 5060,
  transport: 'udp',
  largeOverTcp: false,
  proxy: '',
  authorities: '',
  sources: [],
  register: false,
  user: '',
  password: '',
  numbers: ['+862112345678'],
  outbound: true,
  maxCalls: 100,
  maxCallsPerSecond: 0,
  nat: false,
  ...changed,
})

export class FakeMedia {
  readonly open = new Set<string>()
  readonly remotes = new Map<string, RtpRemote[]>()
  failure: Error | null = null
  #port = 20_000

  async openRtp(legId: string, family: IpFamily = 4) {
    if (this.failure) throw this.failure
    this.open.add(legId)
    this.#port += 2
    return { address: family === 6 ? '2001:db8::1' : '10.0.0.1', port: this.#port }
  }

  setRemote(legId: string, remote: RtpRemote) {
    this.remotes.set(legId, [...(this.remotes.get(legId) ?? []), remote])
  }

  closeLeg(legId: string) {
    this.open.delete(legId)
  }
}

/** A peer played by hand: what it receives is kept, what it says is written by the test. */
class HandPeer {
  readonly received: SipMessage[] = []
  readonly #socket: DatagramSocket

  private constructor(socket: DatagramSocket) {
    this.#socket = socket
  }

  static async open(network: SimulatedNetwork, at: Endpoint): Promise<HandPeer> {
    const socket = await network.open(at, {
      onDatagram: (octets) => {
        const parsed = parseMessage(octets)
        if (!parsed.ok) throw new Error(`The driver sent what does not parse: ${parsed.reason}`)
        peer.received.push(parsed.message)
      },
      onSendFailed: () => {},
    })
    const peer: HandPeer = new HandPeer(socket)
    return peer
  }

  send(text: string, to: Endpoint = US): void {
    const [head, body = ''] = text.trimStart().split(/\n\s*\n/)
    const lines = head!.split('\n').map((line) => line.trim())
    const sdp =
      body.trim() === ''
        ? ''
        : `${body
            .trim()
            .split('\n')
            .map((line) => line.trim())
            .join('\r\n')}\r\n`
    this.#socket.send(Buffer.from(`${lines.join('\r\n').trim()}\r\nContent-Length: ${sdp.length}\r\n\r\n${sdp}`), to)
  }

  /** Answers a request of the driver's. */
  reply(request: SipMessage, status: number, options: { tag?: string; headers?: string; sdp?: string } = {}): void {
    const copied = request.headers.filter(({ name }) => ['via', 'from', 'call-id', 'cseq'].includes(name))
    const to = request.headers.find(({ name }) => name === 'to')!.value
    const tagged = options.tag && !to.includes('tag=') ? `${to};tag=${options.tag}` : to
    const type = options.sdp ? '\nContent-Type: application/sdp' : ''
    const head = copied.map(({ name, value }) => `${name}: ${value}`).join('\n')
    this.send(
      `SIP/2.0 ${status} Said\n${head}\nTo: ${tagged}${options.headers ? `\n${options.headers}` : ''}${type}\n\n${options.sdp ?? ''}`,
    )
  }

  requests(method: string) {
    return this.received.filter((message) => message.kind === 'request').filter((message) => message.method === method)
  }

  responses(method: string) {
    return this.received
      .filter((message) => message.kind === 'response')
      .filter((message) => message.cseq.method === method)
  }

  statuses(method: string): number[] {
    return this.responses(method).map((response) => response.status)
  }
}

export const US: Endpoint = { address: '10.0.0.1', port: 5060 }
export const TRUNK: Endpoint = { address: '10.0.0.2', port: 5060 }

/** Hexadecimal text by seed. */
function seededHex(seed: number): (octets: number) => string {
  const random = seededRandom(seed)
  return (octets) =>
    Array.from({ length: octets }, () =>
      Math.floor(random() * 256)
        .toString(16)
        .padStart(2, '0'),
    ).join('')
}

export class Bench {
  readonly clock = new SimulatedClock()
  readonly network: SimulatedNetwork
  /** What a name server would say; a name that is not here is an address. */
  readonly names = new Map<string, Endpoint[]>()

  families: IpFamily[] = [4]

  constructor(seed = 1) {
    this.network = new SimulatedNetwork(this.clock.schedule, seededRandom(seed))
  }

  async driver(at: Endpoint, lines: SipLineConfig[], seed = at.port) {
    const facts: LineFact[] = []
    const media = new FakeMedia()
    const driver = await SipLineDriver.start({
      listen: [{ ...at, transport: 'udp' }],
      media,
      families: this.families,
      emit: (fact) => facts.push(fact),
      now: this.clock.now,
      random: seededHex(seed),
      schedule: this.clock.schedule,
      openSocket: this.network.open,
      resolve: async ({ host, port }) => {
        const known = this.names.get(host) ?? [{ address: host, port: port || SIP_PORT }]
        const targets = known.map((at) => ({ ...at, transport: transportOf(at) }))
        return { targets: host === 'nowhere.example' ? [] : targets, ttlMs: 60_000 }
      },
    })
    driver.configure(lines)
    await this.clock.advance(0)
    return { driver, facts, media }
  }

  peer(at: Endpoint = TRUNK): Promise<HandPeer> {
    return HandPeer.open(this.network, at)
  }
}
