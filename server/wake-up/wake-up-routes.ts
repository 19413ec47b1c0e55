// Wake-up calls set, listed with their results, and taken back by the attendant. Rules WU14, WU15 in SPEC.md.
import type { Ms } from '#protocol/ids'
import { WakeUpBody, type WakeUpRow } from '#protocol/wake-ups'
import { seesNumbers } from '../call/call-filter.ts'
import { isZone } from '../flow/opening-hours.ts'
import { conflict, HttpError, invalid, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { shownNumber } from '../number/masking.ts'
import { bookNames, longOf } from '../number/number-book.ts'
import { mayBeCalled } from '../outbound/may-be-called.ts'
import type { Database } from '../store/database.ts'
import { listAgents, listUsers } from '../user/user-store.ts'
import type { OpenWakeUp } from './wake-up.ts'
import type { WakeUpRecord, WakeUpTarget } from './wake-up-inputs.ts'
import { listWakeUpResults } from './wake-up-store.ts'

const RESULTS_LISTED = 200
const FARTHEST_MS: Ms = 14 * 86_400_000
const MOST = 1000

export function wakeUpRoutes(routes: Routes, deps: AppDeps): void {
  const { core, events } = deps.stores
  routes.user('console.use', 'GET', '/wake-ups', {}, ({ me }): WakeUpRow[] => {
    const shown = shownIn(core, seesNumbers(me))
    return [
      ...deps.core.wakeUps().map((wakeUp) => openRow(wakeUp, shown)),
      ...listWakeUpResults(events, RESULTS_LISTED).map((record) => resultRow(record, shown)),
    ]
  })
  routes.user('console.use', 'POST', '/wake-ups', { body: WakeUpBody }, async ({ me, source, body }) => {
    const to = checkedTarget(deps, body.to)
    checkTime(deps, body)
    const open = deps.core.wakeUps()
    if (open.length >= MOST) throw new HttpError(409, 'limit-reached', 'No more wake-up calls can be set')
    if (open.some((wakeUp) => isSame(wakeUp.wish.to, to) && minuteOf(wakeUp.at) === minuteOf(body.at)))
      throw conflict('There is one for this time', 'at')
    const id = await deps.core.setWakeUp({
      ...body,
      to,
      confirm: body.confirm && to.kind === 'number',
      setBy: me.userId,
    })
    const detail = `${new Date(body.at).toISOString()} ${body.repeat}`
    deps.audit.record({ userId: me.userId, action: 'wake-up-set', object: id, detail, source: source.address })
    return { id }
  })
  routes.user('console.use', 'DELETE', '/wake-ups/:id', { params: IdParams }, async ({ me, source, params }) => {
    if (!deps.core.wakeUps().some(({ id }) => id === params.id)) throw notFound()
    await deps.core.cancelWakeUp(params.id)
    deps.audit.record({ userId: me.userId, action: 'wake-up-cancelled', object: params.id, source: source.address })
  })
}

/** A short number stands for its long one; numbers go by the rules of a call out. */
function checkedTarget({ stores: { core }, now }: AppDeps, to: WakeUpBody['to']): WakeUpTarget {
  if (to.kind === 'agent') {
    if (!listAgents(core).some(({ id }) => id === to.agentId)) throw invalid('There is no such person', 'to')
    return to
  }
  const number = mayBeCalled(core, longOf(core, to.number) ?? to.number, now())
  if (!number.ok) throw new HttpError(422, number.reason, 'This number cannot be called', { field: 'to' })
  return { kind: 'number', number: number.customer }
}

function checkTime(deps: AppDeps, { at, zone }: WakeUpBody): void {
  const now = deps.now()
  if (at < now || at > now + FARTHEST_MS) throw invalid('The time is past, or more than two weeks away', 'at')
  if (!isZone(zone)) throw invalid('There is no such time zone', 'zone')
}

const minuteOf = (at: Ms): number => Math.floor(at / 60_000)
const isSame = (one: WakeUpTarget, other: WakeUpTarget): boolean => JSON.stringify(one) === JSON.stringify(other)

type Shown = {
  people: ReadonlyMap<string, { name: string; number: string }>
  names: ReadonlyMap<string, string>
  whole: boolean
}

const shownIn = (core: Database, whole: boolean): Shown => ({
  people: new Map(listUsers(core).map((user) => [user.id, user])),
  names: bookNames(core),
  whole,
})

function targetRow(to: WakeUpTarget, { people, names, whole }: Shown): WakeUpRow['to'] {
  if (to.kind === 'number')
    return { kind: 'number', name: names.get(to.number) ?? '', number: shownNumber(to.number, whole) }
  const { name, number } = people.get(to.agentId) ?? { name: '', number: '' }
  return { kind: 'agent', name, number }
}

function openRow({ id, wish, at, tried, state, cause, callId, ...open }: OpenWakeUp, shown: Shown): WakeUpRow {
  const { to, repeat, confirm, tries, setBy } = wish
  const againAt = 'dueAt' in open && tried > 0 ? open.dueAt : null
  const name = shown.people.get(setBy)?.name ?? ''
  const rest = { repeat, confirm, tries, answeredAt: null, endedAt: null, setBy: name }
  return { id, to: targetRow(to, shown), at, state, againAt, tried, cause, callId, ...rest }
}

function resultRow(record: WakeUpRecord, shown: Shown): WakeUpRow {
  const { id, to, at, repeat, confirm, tries, tried, result, cause, answeredAt, endedAt, callId } = record
  const setBy = shown.people.get(record.setBy)?.name ?? ''
  const rest = { repeat, confirm, tries, tried, cause, answeredAt, endedAt, callId, setBy }
  return { id, to: targetRow(to, shown), at, state: result, againAt: null, ...rest }
}
