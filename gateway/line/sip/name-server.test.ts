// The system's resolver against a name server on loopback that speaks the real protocol (RFC 1035, RFC 2782, RFC 3403).
import { createSocket } from 'node:dgram'
import { setServers } from 'node:dns/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemNameServer, trunkResolver } from './host-resolver.ts'
import { queryNaptr, querySrv } from './record-query.ts'

const TYPES = { A: 1, AAAA: 28, SRV: 33, NAPTR: 35 } as const
type Answer = { ttl: number; octets: number[] }

const nameOctets = (name: string): number[] => [
  ...name.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]),
  0,
]
const number16 = (number: number): number[] => [number >> 8, number & 255]
const srv = (priority: number, port: number, target: string): Answer => ({
  ttl: 7,
  octets: [...number16(priority), ...number16(10), ...number16(port), ...nameOctets(target)],
})
const text = (words: string): number[] => [words.length, ...Buffer.from(words)]
const naptr = (order: number, preference: number, service: string, replacement: string): Answer => ({
  ttl: 21,
  octets: [
    ...[...number16(order), ...number16(preference), ...text('s'), ...text(service), ...text('')],
    ...nameOctets(replacement),
  ],
})

const ZONE: Record<string, Answer[]> = {
  [`${TYPES.SRV} _sips._tcp.trunk.example`]: [srv(20, 5071, 'b.trunk.example'), srv(10, 5061, 'a.trunk.example')],
  [`${TYPES.NAPTR} many.example`]: [
    naptr(50, 50, 'SIP+D2U', '_sip._udp.many.example'),
    naptr(10, 90, 'SIP+D2T', '_sip._tcp.many.example'),
    naptr(10, 20, 'SIPS+D2T', '_sips._tcp.trunk.example'),
    naptr(1, 1, 'SIP+D2S', '_sip._sctp.many.example'),
  ],
  [`${TYPES.A} a.trunk.example`]: [{ ttl: 33, octets: [192, 0, 2, 1] }],
  [`${TYPES.AAAA} b.trunk.example`]: [{ ttl: 44, octets: [32, 1, 13, 184, ...Array<number>(11).fill(0), 2] }],
}

/** Every answer bears these flags, or ends within its first record. */
let faulty: { flags?: number[]; isBroken?: boolean } | null = null

/** One question, copied, and the answers to it, whose names point at the question. */
function reply(query: Buffer): Buffer {
  const labels: string[] = []
  let at = 12
  for (; query[at] !== 0; at += query[at]! + 1) labels.push(query.subarray(at + 1, at + 1 + query[at]!).toString())
  const type = query.readUInt16BE(at + 1)
  const answers = ZONE[`${type} ${labels.join('.')}`] ?? []
  const counts = [...number16(1), ...number16(answers.length), 0, 0, 0, 0]
  const flags = faulty?.flags ?? (answers.length > 0 ? [0x81, 0x80] : [0x81, 0x83])
  const records = answers.flatMap(({ ttl, octets }) => [
    ...[0xc0, 12, ...number16(type), 0, 1, 0, 0, ...number16(ttl)],
    ...[...number16(octets.length), ...octets],
  ])
  if (faulty?.isBroken) records.splice(20)
  const head = Buffer.from([...query.subarray(0, 2), ...flags, ...counts])
  return Buffer.concat([head, query.subarray(12, at + 5), Buffer.from(records)])
}

const socket = createSocket('udp4')
beforeAll(async () => {
  socket.on('message', (query, { address, port }) => socket.send(reply(query), port, address))
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  setServers([`127.0.0.1:${socket.address().port}`])
})
afterAll(() => void socket.close())

it('N3 N4 SRV, A and AAAA with their time to live', async () => {
  const resolve = trunkResolver(systemNameServer, Math.random)
  expect(await resolve({ host: 'trunk.example', port: 0, transport: 'tls' })).toEqual({
    targets: [
      { address: '192.0.2.1', port: 5061, transport: 'tls' },
      { address: '2001:db8::2', port: 5071, transport: 'tls' },
    ],
    ttlMs: 7000,
  })
})

it('N6 NAPTR with its time to live: the best transport that we speak, by its SRV', async () => {
  expect((await queryNaptr('many.example'))?.map(({ order, services, ttlS }) => [order, services, ttlS])).toEqual([
    [50, 'SIP+D2U', 21],
    [10, 'SIP+D2T', 21],
    [10, 'SIPS+D2T', 21],
    [1, 'SIP+D2S', 21],
  ])
  const resolve = trunkResolver(systemNameServer, Math.random)
  expect(await resolve({ host: 'many.example', port: 0, transport: 'auto' })).toEqual({
    targets: [
      { address: '192.0.2.1', port: 5061, transport: 'tls' },
      { address: '2001:db8::2', port: 5071, transport: 'tls' },
    ],
    ttlMs: 7000,
  })
})

it('N7 without NAPTR, SRV of TLS, TCP and UDP in turn', async () => {
  const resolve = trunkResolver(systemNameServer, Math.random)
  const { targets } = await resolve({ host: 'trunk.example', port: 0, transport: 'auto' })
  expect(targets[0]).toEqual({ address: '192.0.2.1', port: 5061, transport: 'tls' })
})

it.each([
  ['is cut off', { flags: [0x83, 0x80] }],
  ['is a fault of the name server', { flags: [0x81, 0x82] }],
  ['cannot be read', { isBroken: true }],
])('N5 an answer that %s is none: the system is asked', async (_, fault) => {
  faulty = fault
  expect([await querySrv('_sips._tcp.trunk.example'), await queryNaptr('many.example')]).toEqual([null, null])
  faulty = null
})

it('N5 nor is one whose text ends beyond it, whatever the number of the question', async () => {
  faulty = { isBroken: true }
  const answers = []
  for (let i = 0; i < 300; i++) answers.push(await queryNaptr('many.example'))
  faulty = null
  expect(answers.filter((answer) => answer !== null)).toEqual([])
})

it('L9 a name that nobody knows has no targets, and the hosts file is read', async () => {
  const resolve = trunkResolver(systemNameServer, Math.random)
  expect((await resolve({ host: 'nothing.example', port: 0, transport: 'udp' })).targets).toEqual([])
  const { targets } = await resolve({ host: 'localhost', port: 0, transport: 'udp' })
  expect(targets).toContainEqual({ address: '127.0.0.1', port: 5060, transport: 'udp' })
})
