// What is done with a message: heard, handled, written on, forwarded, thrown away. M6-M9, M12.

import { ForwardBody, HandledBody, HeardBody, type MessageStep, MessageTextBody } from '#protocol/messages'
import type { AuditAction } from '../audit/audit.ts'
import { conflict, invalid } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Caller, Routes } from '../http/routes.ts'
import type { RecordingRow } from '../recording/recording-store.ts'
import { allBoxes } from './box-people.ts'
import { messageOf } from './message-access.ts'
import { tellPages, tellPeople } from './message-kept.ts'
import { addStep, bin, hasHeard, markHeard, markNew, moveTo, saveHandled, saveText } from './message-store.ts'

type Done = {
  action: AuditAction
  kind: MessageStep['kind']
  from?: string
  to?: string
  note?: string
  detail?: string
}

export function messageActRoutes(routes: Routes, deps: AppDeps): void {
  const { events } = deps.stores
  const params = IdParams
  routes.user('message.hear', 'PUT', '/messages/:id/heard', { params, body: HeardBody }, (call) => {
    const { id, callId } = kept(deps, call, call.params.id)
    const again = call.body.heard && hasHeard(events, id, call.me.userId)
    if (call.body.heard) markHeard(events, id, call.me.userId, deps.now())
    else markNew(events, id)
    if (call.body.heard) deps.notices.settle('message', callId)
    if (again) return tellPages(deps)
    done(deps, call, id, { action: 'message-heard', kind: call.body.heard ? 'heard' : 'new' })
  })
  routes.user('message.hear', 'PUT', '/messages/:id/handled', { params, body: HandledBody }, (call) => {
    const { id, callId } = kept(deps, call, call.params.id)
    const { handled, calledBack } = call.body
    saveHandled(events, id, handled ? { at: deps.now(), by: call.me.userId } : null)
    if (handled) deps.notices.settle('message', callId)
    const kind = !handled ? 'open' : calledBack ? 'called-back' : 'handled'
    done(deps, call, id, { action: 'message-handled', kind })
  })
  routes.user('message.hear', 'PUT', '/messages/:id/text', { params, body: MessageTextBody }, (call) => {
    const { id } = kept(deps, call, call.params.id)
    saveText(events, id, call.body)
    done(deps, call, id, { action: 'message-written', kind: 'written' })
  })
  routes.user('message.hear', 'POST', '/messages/:id/forward', { params, body: ForwardBody }, (call) => {
    const row = kept(deps, call, call.params.id)
    forward(deps, call, row, call.body)
  })
  routes.user('message.hear', 'DELETE', '/messages/:id', { params }, (call) => {
    const { id, callId } = kept(deps, call, call.params.id)
    bin(events, id, deps.now())
    deps.notices.settle('message', callId)
    done(deps, call, id, { action: 'message-deleted', kind: 'deleted' })
  })
  routes.user('message.hear', 'POST', '/messages/:id/restore', { params }, (call) => {
    const { id } = messageOf(deps, call.me, call.params.id)
    bin(events, id, null)
    done(deps, call, id, { action: 'message-restored', kind: 'restored' })
  })
}

/** M8 */
function forward(deps: AppDeps, call: Caller, row: RecordingRow, { box, note }: { box: string; note: string }): void {
  const { core, events } = deps.stores
  if (row.box === box) throw invalid('It is in this box already', 'box')
  if (!allBoxes(core, call.me).some(({ id }) => id === box)) throw invalid('There is no such box', 'box')
  events.tx(() => {
    moveTo(events, row.id, box)
    markNew(events, row.id)
    saveHandled(events, row.id, null)
  })
  deps.notices.settle('message', row.callId)
  tellPeople(deps, box, row.callId)
  const ways = { from: row.box ?? '', to: box, note, detail: `${row.box ?? ''} → ${box}` }
  done(deps, call, row.id, { action: 'message-forwarded', kind: 'forwarded', ...ways })
}

/** One in the bin has to come out first. */
function kept(deps: AppDeps, { me }: Caller, id: string): RecordingRow {
  const row = messageOf(deps, me, id)
  if (row.binnedAt !== null) throw conflict('The message is in the bin')
  return row
}

function done(deps: AppDeps, { me, source }: Caller, id: string, what: Done): void {
  const { action, kind, from = null, to = null, note = '', detail = kind } = what
  addStep(deps.stores.events, id, { at: deps.now(), userId: me.userId, kind, from, to, note })
  deps.audit.record({ userId: me.userId, action, object: id, detail, source: source.address })
  tellPages(deps)
}
