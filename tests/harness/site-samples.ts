// A site for tests: ports that do nothing, and a configuration with nothing in it; each test says what differs.
import type { CallerFacts } from '../../server/inbound/inbound-rules.ts'
import type { SiteConfiguration } from '../../server/site/configuration.ts'
import type { SitePorts } from '../../server/site/site.ts'

const nothing = () => {}

/** Nobody is known under the number, and no list has it. */
export const stranger: CallerFacts = {
  marks: [],
  lists: [],
  refusal: null,
  fields: { name: '', company: '', note: '', level: '', agent: '' },
}

/** Every prompt is there; nobody is known; what flows ask outside fails; a disk that refuses ends the test. */
export const quietPorts = (more: Pick<SitePorts, 'clock' | 'log'> & Partial<SitePorts>): SitePorts => ({
  send: nothing,
  prompt: (name) => ({ name, sha256: '0'.repeat(64) }),
  changed: nothing,
  ended: nothing,
  known: { customer: () => null, lastAgent: () => null, isBarred: () => false },
  promptMissing: nothing,
  storedOutbound: () => ({ ok: false, reason: 'number-not-allowed' }),
  outboundLine: () => ({ ok: false, reason: 'no-line' }),
  flowAsks: () => Promise.resolve({ ok: false, values: {} }),
  fatal(cause) {
    throw cause
  },
  ...more,
})

export const emptySite = (more: Partial<SiteConfiguration> = {}): SiteConfiguration => ({
  people: new Map(),
  queues: [],
  teams: [],
  skills: [],
  flows: [],
  dids: [],
  hours: [],
  lines: [],
  seatCodec: 'auto',
  superviseTold: false,
  pickUpLockMs: 0,
  ...more,
})
