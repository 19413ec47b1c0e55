// A call of ours on a line: who calls, who is called, and what the trunk is told of the caller beside From
// (RFC 3325 asserted identity, RFC 3323 privacy, RFC 5806 diversion).
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

function identityFields(line: SipLine, { from, withheld, diverted }: DialRequest): HeaderField[] {
  const asserted = printAddress(addressOf(line.uriFor(numberOf(line, from))))
  const fields = [field('p-asserted-identity', asserted)]
  if (withheld) fields.push(field('privacy', 'id'))
  if (diverted)
    fields.push(field('diversion', `${printAddress(addressOf(line.uriFor(diverted)))};reason=unconditional`))
  return fields
}

export function draftOf(line: SipLine, request: DialRequest, party: Party, callId: string): InviteDraft {
  const called = line.uriFor(request.to)
  const caller = request.withheld ? ANONYMOUS : party.contact
  const from = { ...caller, params: withParam([], 'tag', party.localTag) }
  return { uri: called, from, to: addressOf(called), callId, headers: identityFields(line, request) }
}
