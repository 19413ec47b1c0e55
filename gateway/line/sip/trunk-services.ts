// Which transports a trunk may be asked for by, and the SRV names that they have: NAPTR (RFC 3263 §4.1). Rules N3, N6.
import type { Transport } from '../../sip/via.ts'
import type { NaptrRecord } from './record-query.ts'

export type Service = { transport: Transport; name: string }

const SRV_PREFIX: Record<Transport, string> = { udp: '_sip._udp', tcp: '_sip._tcp', tls: '_sips._tcp' }
const TRANSPORT_OF = new Map<string, Transport>([
  ['SIPS+D2T', 'tls'],
  ['SIP+D2T', 'tcp'],
  ['SIP+D2U', 'udp'],
])
const MAX_SERVICES = 8

export const serviceOf = (transport: Transport, host: string): Service => ({
  transport,
  name: `${SRV_PREFIX[transport]}.${host}`,
})

/** Those of transports that we speak, best first; only the flag "s" leads to SRV. */
export function servicesIn(records: NaptrRecord[]): Service[] {
  return records
    .toSorted((a, b) => a.order - b.order || a.preference - b.preference)
    .flatMap(({ flags, services, regexp, replacement }) => {
      const transport = TRANSPORT_OF.get(services.toUpperCase())
      return transport && flags.toLowerCase() === 's' && regexp === '' ? [{ transport, name: replacement }] : []
    })
    .slice(0, MAX_SERVICES)
}
