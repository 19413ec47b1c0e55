// RFC 4475: 49 messages, each refused by the layer and with the status that tests/conformance/rfc4475/ORACLE.tsv names.
// The messages themselves come bit exact with the development dependency `sip`.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { admitRequest, admitResponse } from './admission.ts'
import { parseMessage } from './parse-message.ts'
import { printMessage } from './print-message.ts'

const ROOT = join(import.meta.dirname, '../..')
const octets = (file: string) => readFileSync(join(ROOT, 'node_modules/sip/test/messages', `${file}.dat`))

type Row = { file: string; kind: string; layer: string; expected: string }
const rows: Row[] = readFileSync(join(ROOT, 'tests/conformance/rfc4475/ORACLE.tsv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t'))
  .map(([file, , kind, layer, expected]) => ({ file: file!, kind: kind!, layer: layer!, expected: expected! }))
const torture = rows.filter((row) => row.file !== 'test')

/** What our user agent server says: status 0 = drop, 100 = goes on to the call logic. */
function verdict(file: string): { layer: string; status: number } {
  const parsed = parseMessage(octets(file))
  if (!parsed.ok) return { layer: parsed.layer, status: parsed.status ?? 0 }
  const { message } = parsed
  if (message.kind === 'response') {
    return admitResponse(message) ? { layer: 'none', status: message.status } : { layer: 'application', status: 0 }
  }
  const refusal = admitRequest(message)
  if (refusal) return { layer: 'application', status: refusal.status }
  return { layer: 'none', status: message.method === 'INVITE' ? 100 : 200 }
}

/** The oracle's words as statuses, for a gateway that is no registrar (REGISTER, MESSAGE: 405). */
const EXPECTED: Record<string, number> = {
  wsinv: 100,
  intmeth: 405,
  esc01: 100,
  escnull: 405,
  esc02: 405,
  lwsdisp: 200,
  longreq: 100,
  dblreq: 405,
  semiuri: 200,
  transports: 200,
  mpart01: 405,
  unreason: 200,
  noreason: 100,
  badinv01: 400,
  clerr: 400,
  ncl: 400,
  scalar02: 400,
  scalarlg: 0,
  quotbal: 400,
  ltgtruri: 400,
  lwsruri: 400,
  lwsstart: 400,
  trws: 400,
  escruri: 400,
  baddate: 100,
  regbadct: 400,
  badaspec: 400,
  baddn: 400,
  badvers: 505,
  mismatch01: 400,
  mismatch02: 400,
  bigcode: 0,
  badbranch: 200,
  insuf: 400,
  unkscm: 416,
  novelsc: 416,
  unksm2: 405,
  bext01: 420,
  invut: 415,
  regaut01: 405,
  multi01: 400,
  mcl01: 400,
  bcast: 0,
  zeromf: 200,
  cparam01: 405,
  cparam02: 405,
  regescrt: 405,
  sdp01: 406,
  inv2543: 100,
}

/** RFC 4475 objections that fall to the first reader of the packet; the application ones are ours to word. */
const PARSER_LAYERS = ['framing', 'start line', 'header', 'validation']

describe('RFC 4475', () => {
  it('has all 49 messages and test.dat', () => {
    expect(torture).toHaveLength(49)
    expect(Object.keys(EXPECTED).sort()).toEqual(torture.map((row) => row.file).sort())
  })

  it.each(torture)('$file ($kind): $layer, $expected', ({ file, layer }) => {
    const seen = verdict(file)
    expect(seen.status).toBe(EXPECTED[file])
    const parserObjects = layer.split('/').filter((part) => PARSER_LAYERS.includes(part))
    if (parserObjects.length > 0 && file !== 'baddate') expect(parserObjects).toContain(seen.layer)
    else expect(['none', 'application']).toContain(seen.layer)
  })

  it('reads test.dat, which no section names, without a crash', () => {
    expect(parseMessage(octets('test')).ok).toBe(false)
  })

  it.each(torture.filter((row) => parseMessage(octets(row.file)).ok))('$file: parse, print, parse is a fixed point', ({
    file,
  }) => {
    const first = parseMessage(octets(file))
    if (!first.ok) throw new Error('unreachable')
    const printed = printMessage(first.message)
    const second = parseMessage(printed)
    expect(second).toEqual(first)
    if (second.ok) expect(Buffer.from(printMessage(second.message)).equals(Buffer.from(printed))).toBe(true)
  })

  it('wsinv: the folded and compact forms read as the plain ones', () => {
    const parsed = parseMessage(octets('wsinv'))
    if (!parsed.ok || parsed.message.kind !== 'request') throw new Error('refused')
    const { message } = parsed
    expect(message.from.displayName).toBe('J Rosenberg \\"')
    expect(message.cseq).toEqual({ number: 9, method: 'INVITE' })
    expect(message.maxForwards).toBe(68)
    expect(message.via.map((via) => `${via.transport} ${via.host}`)).toEqual([
      'UDP 192.0.2.2',
      'TCP spindle.example.com',
      'UDP 192.168.255.111',
    ])
    expect(message.contacts[0]!.params).toContainEqual({ name: 'q', value: '0.33' })
  })

  it('dblreq: the second request in the datagram is dropped', () => {
    const parsed = parseMessage(octets('dblreq'))
    expect(parsed.ok && parsed.message.body).toHaveLength(0)
  })

  it('escnull: an escaped NUL does not end a contact', () => {
    const parsed = parseMessage(octets('escnull'))
    expect(parsed.ok && parsed.message.contacts.map((contact) => contact.uri)).toMatchObject([
      { user: '%00' },
      { user: '%00%00' },
    ])
  })
})
