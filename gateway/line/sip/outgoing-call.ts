// A call of ours on a line: who calls, who is called, and what the trunk is told of the caller beside From
// (RFC 3325 asserted identity, RFC 3323 privacy, RFC 5806 diversion, RFC 7044 history).
import type { ForwardWhy } from '#protocol/forwarding'
import type { InviteDraft, Party } from '../../dialog/session.ts'
import { type Address, addressOf, printAddress } from '../../sip/address.ts'
import { withParam } from '../../sip/grammar.ts'
import { field } from '../../sip/make-message.ts'
import type { HeaderField } from '../../sip/message.ts'
import { toOctetText } from '../../sip/octets.ts'
import { escapeUser, type SipUri, sipUri } from '../../sip/uri.ts'
import type { DialRequest } from '../line-driver.ts'
import type { SipLine } from './sip-line.ts'

/** RFC 3323 §4.1.1.3. */
const ANONYMOUS: Address = {
  displayName: 'Anonymous',
  uri: sipUri('anonymous', 'anonymous.invalid', null),
  params: [],
}

const numberOf = (line: SipLine, from: string): string => from || (line.config.numbers[0] ?? line.config.user)

/** Where the far end reaches us within the call, out of a user part; of a withheld caller only the address. */
export function contactOf(
  line: SipLine,
  { from, withheld }: DialRequest,
  uriFor: (user: string | null) => SipUri,
): Address {
  return addressOf(uriFor(withheld ? null : escapeUser(toOctetText(numberOf(line, from)))))
}

/** The reason of RFC 5806 §10, and the cause of RFC 4458 §2. */
const DIVERSIONS: Record<ForwardWhy, { reason: string; cause: number }> = {
  always: { reason: 'unconditional', cause: 302 },
  busy: { reason: 'user-busy', cause: 486 },
  noAnswer: { reason: 'no-answer', cause: 408 },
  away: { reason: 'unavailable', cause: 404 },
}

/** Who has sent the call on: trunks read the one or the other. */
function diversionFields(line: SipLine, { to, diverted, divertedWhy = 'always' }: DialRequest): HeaderField[] {
  if (!diverted) return []
  const by = line.uriFor(diverted)
  const { reason, cause } = DIVERSIONS[divertedWhy]
  const target = line.uriFor(to)
  // RFC 7044 §5: why the first target was left stands in its URI, the cause of the new one in its own.
  const left = addressOf({ ...by, headers: `Reason=SIP%3Bcause%3D${cause}` })
  const found = addressOf({ ...target, params: withParam(target.params, 'cause', String(cause)) })
  const history = `${printAddress(left)};index=1, ${printAddress(found)};index=1.1;mp=1`
  return [field('diversion', `${printAddress(addressOf(by))};reason=${reason}`), field('history-info', history)]
}

function identityFields(line: SipLine, request: DialRequest): HeaderField[] {
  const { from, withheld } = request
  const asserted = printAddress(addressOf(line.uriFor(numberOf(line, from))))
  const fields = [field('p-asserted-identity', asserted)]
  if (withheld) fields.push(field('privacy', 'id'))
  return [...fields, ...diversionFields(line, request)]
}

export function draftOf(line: SipLine, request: DialRequest, party: Party, callId: string): InviteDraft {
  const called = line.uriFor(request.to)
  const caller = request.withheld ? ANONYMOUS : party.contact
  const from = { ...caller, params: withParam([], 'tag', party.localTag) }
  return { uri: called, from, to: addressOf(called), callId, headers: identityFields(line, request) }
}
