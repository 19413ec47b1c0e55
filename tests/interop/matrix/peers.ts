// The telephones of the matrix, and how a call reaches them and comes from them.
import type { SipLineConfig } from '#protocol/line-config'
import { Baresip } from '../../harness/baresip.ts'
import { SERVICE_DID } from '../../harness/customer.ts'
import { type Kamailio, PASSWORD } from '../../harness/kamailio.ts'
import { Linphone, type LinphoneOptions } from '../../harness/linphone.ts'
import type { Telephone } from '../../harness/telephone.ts'
import type { Bench, Transport } from './bench.ts'

export type PhoneKind = 'baresip' | 'linphone' | 'kamailio'
type Given = Partial<LinphoneOptions> & { line?: Partial<SipLineConfig> }

/** A telephone, the trunk set for it, and where it calls us. */
export type Connected = { phone: Telephone; number: string; uri: (user: string) => string; ours: string }

/** Behind Kamailio the telephone speaks UDP, and the transport is the one between Kamailio and us. */
export async function connect(bench: Bench, kind: PhoneKind, given: Given = {}): Promise<Connected> {
  const { line = {}, ...options } = given
  const user = bench.newNumber()
  const speaks = options.speaks ?? bench.soundFile(options.codec ?? 'PCMA')
  if (kind === 'kamailio') return behindKamailio(bench, { ...options, user, speaks }, line)
  const { transport = 'udp', address = '127.0.0.1' } = options
  const start = kind === 'baresip' ? Baresip.start : Linphone.start
  const identity = bench.authority.issue('IP:127.0.0.1')
  const phone = await start({ ...options, user, speaks, authority: bench.authority.certificate, identity })
  const isLinphoneByTls = kind === 'linphone' && transport === 'tls'
  const door = isLinphoneByTls ? await bench.tlsDoor() : phone
  const listening = { transport, port: door.port, host: address }
  // linphonec names its network's address in the SDP also when it sends from loopback.
  await bench.setTrunk({ ...listening, nat: kind === 'linphone', ...line })
  const port = address === '::1' ? bench.ports.udp6 : bench.ports[transport]
  const host = isLinphoneByTls ? 'localhost' : address === '::1' ? '[::1]' : address
  const via = transport === 'udp' ? '' : `;transport=${transport}`
  const uri = (called: string) => `sip:${called}@${host}:${port}${via}`
  return { phone, number: user, uri, ours: uri(SERVICE_DID) }
}

async function behindKamailio(
  bench: Bench,
  options: LinphoneOptions,
  line: Partial<SipLineConfig>,
): Promise<Connected> {
  const { transport = 'udp', ...rest } = options
  const { ports } = await registered(bench, 'MD5', transport, line)
  const registrar = { port: ports.udp, password: PASSWORD }
  const phone = await Baresip.start({ ...rest, registrar })
  const uri = (called: string) => `sip:${called}@127.0.0.1:${ports.udp}`
  return { phone, number: options.user, uri, ours: uri(SERVICE_DID) }
}

/** The trunk is an account of Kamailio's, and up. */
async function registered(
  bench: Bench,
  algorithm: 'MD5' | 'SHA-256',
  transport: Transport,
  line: Partial<SipLineConfig>,
): Promise<Kamailio> {
  const kamailio = await bench.kamailio(algorithm)
  const port = kamailio.ports[transport]
  const account = { host: '127.0.0.1', register: true, user: SERVICE_DID, password: PASSWORD }
  await bench.setTrunk({ ...account, transport, port, ...line })
  return kamailio
}

/** baresip answers no SHA-256 challenge: no call is made. */
export const registers = (algorithm: 'MD5' | 'SHA-256') => async (bench: Bench) => {
  await registered(bench, algorithm, 'udp', {})
}
