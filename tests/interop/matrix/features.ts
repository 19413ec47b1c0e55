// The matrix: SIP features × independent peers. A cell is a test, or the reason why the peer cannot do it.
import { isMissing } from '../../harness/missing.ts'
import type { Bench } from './bench.ts'
import { type PhoneKind, registers } from './peers.ts'
import { sippCells } from './sipp-cells.ts'
import { telephoneCells } from './telephone-cells.ts'

export const PEERS = ['sipp', 'baresip', 'linphone', 'kamailio'] as const
export type Peer = (typeof PEERS)[number]

/** `sound`: tones are measured both ways. `quick`: also part of `npm test`. */
export type Cell = { run(bench: Bench): Promise<void>; sound: boolean; quick: boolean }
export type Feature = { name: string; cells: Record<Peer, Cell | string> }

/** No peer of a package that is not there is run. */
export const isPeerMissing: Record<Peer, boolean> = {
  sipp: isMissing('sip-tester'),
  baresip: isMissing('baresip-core', 'sox', 'openssl'),
  linphone: isMissing('linphone-cli', 'sox', 'openssl'),
  kamailio: isMissing('kamailio', 'kamailio-tls-modules', 'baresip-core', 'sox', 'openssl'),
}

const QUICK = [
  'linphone callIn',
  'linphone callOut',
  'linphone g722',
  'linphone srtp',
  'linphone lateOffer',
  'kamailio callOut',
  'baresip g722',
  'baresip ipv6',
  'baresip srtp',
  'baresip itTransfers',
  'sipp digitOutInBand',
  'sipp pcmu',
]
const SILENT = new Set(['itCancels', 'weCancel', 'refused', 'options', 'itTransfers', 'sha256'])
/** What SIPp's scenarios check by messages alone. */
const MESSAGES_ONLY = new Set(['itHolds', 'refresh', 'sessionTimer', 'early', 'prack', 'lateOffer', 'weTransfer'])

type Name = 'sha256' | keyof typeof telephoneCells | keyof typeof sippCells
type Reasons = Partial<Record<Peer, string>>

/** A feature by the name of its cells; `reasons` where a peer cannot do it. */
function feature(name: string, key: Name, reasons: Reasons = {}): Feature {
  const cellOf = (peer: Peer): Cell | string => {
    const reason = reasons[peer]
    if (reason !== undefined) return reason
    const isSilent = SILENT.has(key) || (peer === 'sipp' && MESSAGES_ONLY.has(key))
    return { run: runOf(peer, key), sound: !isSilent, quick: QUICK.includes(`${peer} ${key}`) }
  }
  return {
    name,
    cells: {
      sipp: cellOf('sipp'),
      baresip: cellOf('baresip'),
      linphone: cellOf('linphone'),
      kamailio: cellOf('kamailio'),
    },
  }
}

function runOf(peer: Peer, key: Name): Cell['run'] {
  if (peer === 'kamailio' && key === 'sha256') return registers('SHA-256')
  if (peer === 'sipp') {
    const run = sippCells[key as keyof typeof sippCells]
    if (run) return run
  } else {
    const make = telephoneCells[key as keyof typeof telephoneCells]
    if (make) return make(peer satisfies PhoneKind)
  }
  throw new Error(`${peer} has neither a cell nor a reason for ${key}`)
}

const noCommand = 'it has no command for it'
const behind = 'as baresip, the telephone behind it here'
const noEvents = 'it always negotiates events'
const oneFamily = 'its sound is of the family of its signalling'
const notRegistrar = 'it is no registrar'

export const FEATURES: Feature[] = [
  feature('call in, it hangs up', 'callIn'),
  feature('call in, we hang up', 'callInWeEnd'),
  feature('call out, we hang up', 'callOut'),
  feature('call out, it hangs up', 'callOutItEnds', { sipp: 'not tried: its scenarios hang up in calls in' }),
  feature('CANCEL by it', 'itCancels'),
  feature('CANCEL by us', 'weCancel'),
  feature('it refuses', 'refused'),
  feature('hold and resume by it', 'itHolds'),
  feature('hold and resume by us', 'weHold'),
  feature('refresh by re-INVITE, UPDATE', 'refresh', { linphone: noCommand }),
  feature('session timer (RFC 4028)', 'sessionTimer', { baresip: 'it has none', kamailio: behind }),
  feature('early media, 183', 'early'),
  feature('PRACK (RFC 3262)', 'prack', { baresip: 'it has none', kamailio: behind }),
  feature('INVITE without SDP', 'lateOffer', { baresip: 'it always offers', kamailio: behind }),
  feature('REFER by it', 'itTransfers'),
  feature('REFER by us', 'weTransfer', {
    baresip: 'not tried: there is no second telephone to go to, as there is behind kamailio',
    linphone: 'not tried: there is no second telephone to go to, as there is behind kamailio',
  }),
  feature('DTMF in by RFC 4733', 'callIn'),
  feature('DTMF out by RFC 4733', 'digitOut'),
  feature('DTMF in in-band', 'digitInBand'),
  feature('DTMF out in-band', 'digitOutInBand', { baresip: noEvents, linphone: noEvents, kamailio: noEvents }),
  feature('PCMA', 'pcma', { sipp: 'the calls in above' }),
  feature('PCMU', 'pcmu'),
  feature('G.722', 'g722', { sipp: 'it makes no sound of its own' }),
  feature('Opus', 'opus', { sipp: 'it makes no sound of its own' }),
  feature('TCP', 'tcp'),
  feature('TLS', 'tls', { sipp: 'Debian builds it without TLS' }),
  feature('SRTP (SDES)', 'srtp', { sipp: 'Debian builds it without SRTP' }),
  feature('we register, MD5', 'callIn', { sipp: notRegistrar, baresip: notRegistrar, linphone: notRegistrar }),
  feature('we register, SHA-256', 'sha256', { sipp: notRegistrar, baresip: notRegistrar, linphone: notRegistrar }),
  feature('IPv6, signalling and sound', 'ipv6', { kamailio: 'not tried: its configuration here is IPv4' }),
  feature('sound by IPv6, signalling by IPv4', 'ipv6Sound', {
    baresip: oneFamily,
    linphone: oneFamily,
    kamailio: behind,
  }),
  feature('OPTIONS from it', 'options', {
    linphone: noCommand,
    kamailio: 'not tried: it asks only where its dispatcher is configured',
  }),
]
