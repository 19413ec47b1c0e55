// What became of a dialed call: answered, or a plain message why not.

import { api } from '#lib/api/api.ts'
import { dialFailureSentences } from '#lib/text/reason-sentences.ts'
import { t } from '#lib/text/text.svelte.ts'
import type { CallDetail } from '#protocol/api'
import type { HangupCause } from '#protocol/reasons'
import type { CallView } from '#protocol/web-messages'
import type { Dialable } from './dialable.ts'
import { seat } from './seat.svelte.ts'

type Dialed = { callId: string; target: Dialable }
const graceMs = 1500
const seen = new Set<string>()

function failed(dialed: Dialed, cause: HangupCause): void {
  if (seat.dialed?.callId !== dialed.callId) return
  seat.dialed = null
  if (cause !== 'cancelled') seat.dialTrouble = { target: dialed.target, text: t(dialFailureSentences[cause]) }
}

async function askWhy(dialed: Dialed): Promise<void> {
  try {
    const record = await api.get<CallDetail>(`/calls/${dialed.callId}`)
    if (record.answeredAt === null) failed(dialed, record.cause)
    else if (seat.dialed?.callId === dialed.callId) seat.dialed = null
  } catch {
    if (seat.dialed?.callId === dialed.callId) seat.dialed = null
  }
}

/** Called whenever the dialed call changes; `call` null: the server no longer lists it. */
export function followDial(dialed: Dialed, call: CallView | null): void {
  if (call === null) {
    if (seen.delete(dialed.callId)) setTimeout(() => void askWhy(dialed), graceMs / 3)
    return
  }
  seen.add(dialed.callId)
  if (call.answeredAt !== null) {
    seen.delete(dialed.callId)
    seat.dialed = null
    seat.dialNumber = ''
  } else if (call.stage === 'ended' && call.cause !== null) {
    seen.delete(dialed.callId)
    failed(dialed, call.cause)
  }
}
