// SRV and NAPTR records with their time to live, which the system's resolver keeps to itself: asked of the system's name servers
// by UDP (RFC 1035 §4.2.1, RFC 2782, RFC 3403).
import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { getServers } from 'node:dns'
import { isIPv6 } from 'node:net'
import { type Answer, decode, encode, RECURSION_DESIRED } from 'dns-packet'

export type SrvRecord = { name: string; port: number; priority: number; weight: number; ttlS: number }
export type NaptrRecord = {
  order: number
  preference: number
  flags: string
  services: string
  regexp: string
  replacement: string
  ttlS: number
}

const DNS_PORT = 53
const HEADER_OCTETS = 12
const PATIENCE_MS = 2000
/** A third name server is rare, and nobody waits so long. */
const MAX_SERVERS = 2

/** `address`, `address:port` or `[address]:port`, as getServers writes them. */
function endpointOf(server: string): { address: string; port: number } {
  if (isIPv6(server)) return { address: server, port: DNS_PORT }
  const [, address = server, port = DNS_PORT] = /^\[?(.+?)\]?:(\d+)$/.exec(server) ?? []
  return { address, port: Number(port) }
}

/** The same number, and the question copied (RFC 5452 §9.1). */
const isReplyTo = (reply: Buffer, question: Buffer): boolean =>
  reply.subarray(0, 2).equals(question.subarray(0, 2)) &&
  reply.subarray(HEADER_OCTETS, question.length).equals(question.subarray(HEADER_OCTETS))

/** The reply to this question; null when none comes. */
function exchange(server: string, question: Buffer): Promise<Buffer | null> {
  const { address, port } = endpointOf(server)
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  return new Promise((resolve) => {
    const end = (reply: Buffer | null) => {
      clearTimeout(late)
      socket.removeAllListeners('message')
      socket.close()
      resolve(reply)
    }
    const late = setTimeout(() => end(null), PATIENCE_MS)
    socket.once('error', () => end(null))
    socket.on('message', (reply: Buffer) => {
      if (isReplyTo(reply, question)) end(reply)
    })
    // Connected, so that nobody else is heard, and a port that is closed is an error at once.
    socket.connect(port, address, () => socket.send(question))
  })
}

function answersIn(reply: Buffer): Answer[] | null {
  try {
    const { answers = [], flag_tc: isCut, rcode } = decode(reply) as ReturnType<typeof decode> & { rcode: string }
    // A text that ends beyond the message is not noticed by the library: what it counts then is no number, and it reads on at the start.
    const isWhole = decode.bytes <= reply.length
    return isCut || !isWhole || (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') ? null : answers
  } catch {
    return null
  }
}

/** Null when no name server answers so that it can be used: silence, a fault of its own, or more than one datagram holds. */
async function query(type: 'SRV' | 'NAPTR', name: string): Promise<Answer[] | null> {
  for (const server of getServers().slice(0, MAX_SERVERS)) {
    const id = randomInt(0x1_0000)
    const question = encode({ type: 'query', id, flags: RECURSION_DESIRED, questions: [{ type, name }] })
    const reply = await exchange(server, question)
    const answers = reply && answersIn(reply)
    if (answers) return answers
  }
  return null
}

/** Null as `query` has it. */
export async function querySrv(name: string): Promise<SrvRecord[] | null> {
  const answers = await query('SRV', name)
  return (
    answers?.flatMap((answer) => {
      if (answer.type !== 'SRV') return []
      const { target, port, priority = 0, weight = 0 } = answer.data
      return [{ name: target, port, priority, weight, ttlS: answer.ttl ?? 0 }]
    }) ?? null
  )
}

/** Null as `query` has it. */
export async function queryNaptr(name: string): Promise<NaptrRecord[] | null> {
  const answers = await query('NAPTR', name)
  return (
    answers?.flatMap((answer) => (answer.type === 'NAPTR' ? [{ ...answer.data, ttlS: answer.ttl ?? 0 }] : [])) ?? null
  )
}
