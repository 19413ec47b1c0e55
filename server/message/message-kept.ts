// A message's sound is here: its people are told, and a box that has too many lets the oldest go. M10, M11.
import { callParty } from '../call/call-access.ts'
import { customersByNumber } from '../customer/customer-store.ts'
import type { Parts } from '../http/parts.ts'
import { shownNumber } from '../number/masking.ts'
import { bookName } from '../number/number-book.ts'
import type { RecordingRow } from '../recording/recording-store.ts'
import { boxNames, peopleOf } from './box-people.ts'
import { findBox } from './box-store.ts'
import { beyond, bin, findMessage } from './message-store.ts'

type Kept = Pick<Parts, 'audit' | 'hub' | 'notices' | 'now' | 'stores'>

export function messageKept(parts: Kept, { id, callId, kind, box }: RecordingRow): void {
  const { core, events } = parts.stores
  if (kind !== 'message' || box === null || findMessage(events, id) === null) return
  const settings = findBox(core, box)
  const tooMany = settings?.most == null ? [] : beyond(events, box, settings.most)
  for (const old of tooMany) {
    bin(events, old, parts.now())
    parts.audit.record({
      userId: null,
      action: 'message-deleted',
      object: old,
      detail: `${settings?.most}`,
      source: '',
    })
  }
  tellPeople(parts, box, callId)
  tellPages(parts)
}

/** At their seats, where the box says so. */
export function tellPeople(parts: Kept, box: string, callId: string): void {
  const { core } = parts.stores
  if (findBox(core, box)?.notice === false) return
  const text = boxNames(core).get(box) ?? box
  parts.notices.tell(peopleOf(core, box), { kind: 'message', from: callerOf(parts, callId), text, callId })
}

/** Every page counts and lists anew. */
export const tellPages = ({ hub }: Pick<Parts, 'hub'>): void => hub.toAll({ type: 'desk.changed', what: 'messages' })

/** A name, else the number as everybody may see it. */
function callerOf(parts: Kept, callId: string): string {
  const { core } = parts.stores
  const number = callParty(parts, callId)?.customer ?? ''
  const name = customersByNumber(core, [number]).get(number)?.name ?? bookName(core, number)
  return name || shownNumber(number, false).text || '?'
}
