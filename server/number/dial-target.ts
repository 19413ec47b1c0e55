// A number that may be dialled by one who does not see it: named by what it belongs to.
import type { NumberOf } from '#protocol/desk'
import type { Me, WebCommand } from '#protocol/web-messages'
import { mayKeep } from '../appointment/appointment-access.ts'
import { findAppointment } from '../appointment/appointment-store.ts'
import { callParty } from '../call/call-access.ts'
import { wasOfferedTo } from '../call/call-store.ts'
import { findCustomer } from '../customer/customer-store.ts'
import type { Parts } from '../http/parts.ts'
import { mayHear } from '../message/message-access.ts'
import { may } from '../user/may.ts'

type Known = Pick<Parts, 'hub' | 'stores' | 'recordings'>
type Dial = WebCommand & { type: 'call.dial' }

/** What is to be dialled: as typed, else the number of what is named; null when that is not for this user. */
export function dialTarget(parts: Known, me: Me, { to, of }: Dial): string | null {
  if (to !== '' || of === undefined) return to
  const number = numberOf(parts, me, of)
  return number === null || number === '' ? null : number
}

function numberOf(parts: Known, me: Me, { kind, id }: NumberOf): string | null {
  const { core, events } = parts.stores
  switch (kind) {
    case 'customer':
      return may(me, 'customer.read') ? (findCustomer(core, id)?.number ?? null) : null
    case 'call': {
      const party = callParty(parts, id)
      if (party === null) return null
      const isMine = may(me, 'call.read', party) || (me.agentId !== null && wasOfferedTo(events, me.agentId, id))
      return isMine ? party.customer : null
    }
    case 'message': {
      const recording = parts.recordings.find(id)
      if (recording === null || !mayHear(core, me, recording)) return null
      return callParty(parts, recording.callId)?.customer ?? null
    }
    case 'appointment': {
      const row = findAppointment(core, id)
      return row !== null && mayKeep(core, me, row.agentId) ? row.number : null
    }
  }
}
