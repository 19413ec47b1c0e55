// Appointments: made at the seat, with a customer, a caller or a typed number; the agent's pages are told of each change.
import { type Static, Type } from '@sinclair/typebox'
import { type Appointment, AppointmentBody, AppointmentStatus, AppointmentStatusBody } from '#protocol/desk'
import type { Me } from '#protocol/web-messages'
import { callFor } from '../call/call-access.ts'
import { seesNumbers } from '../call/call-filter.ts'
import { findCustomer, findCustomerByNumber } from '../customer/customer-store.ts'
import { invalid, noRight, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { shownNumber } from '../number/masking.ts'
import { parseNumber } from '../number/phone-number.ts'
import { newId } from '../store/stores.ts'
import { scopeOf } from '../user/may.ts'
import { findUser } from '../user/user-store.ts'
import { keptBy, mayKeep } from './appointment-access.ts'
import { type AppointmentRow, findAppointment, listAppointments, saveAppointment } from './appointment-store.ts'

const MOST = 500
const Instant = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const Query = Type.Object(
  {
    status: Type.Optional(AppointmentStatus),
    from: Type.Optional(Instant),
    to: Type.Optional(Instant),
    whose: Type.Optional(Type.Union([Type.Literal('mine'), Type.Literal('all')])),
  },
  { additionalProperties: false },
)

export function appointmentRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('appointment.keep', 'GET', '/appointments', { query: Query }, ({ me, query }): Appointment[] => {
    const isAll = query.whose === 'all'
    if (isAll && scopeOf(me, 'appointment.keep') === 'own') throw noRight()
    const { status = null, from = 0, to = Number.MAX_SAFE_INTEGER } = query
    const rows = listAppointments(core, {
      agents: isAll ? keptBy(core, me) : [ownerOf(me)],
      status,
      from,
      to,
      limit: MOST,
    })
    return shown(deps, me, rows)
  })
  routes.user('appointment.keep', 'POST', '/appointments', { body: AppointmentBody }, ({ me, body }) => {
    const now = deps.now()
    return keep(deps, me, { ...partOf(deps, me, body, null), id: newId(), status: 'open', createdAt: now }, null)
  })
  routes.user('appointment.keep', 'PUT', '/appointments/:id', { params: IdParams, body: AppointmentBody }, (call) => {
    const before = existing(deps, call.me, call.params.id)
    const { id, status, createdAt } = before
    return keep(deps, call.me, { ...partOf(deps, call.me, call.body, before), id, status, createdAt }, before)
  })
  routes.user(
    'appointment.keep',
    'PUT',
    '/appointments/:id/status',
    { params: IdParams, body: AppointmentStatusBody },
    ({ me, params, body }) => {
      const before = existing(deps, me, params.id)
      return keep(deps, me, { ...before, status: body.status }, before)
    },
  )
}

const ownerOf = (me: Me): string => me.agentId ?? me.userId

function existing(deps: AppDeps, me: Me, id: string): AppointmentRow {
  const row = findAppointment(deps.stores.core, id)
  if (row === null || !mayKeep(deps.stores.core, me, row.agentId)) throw notFound()
  return row
}

type Body = Static<typeof AppointmentBody>
type Asked = Omit<AppointmentRow, 'id' | 'status' | 'createdAt' | 'updatedAt'>

/** Whose it is, with whom, and by which number. */
function partOf(deps: AppDeps, me: Me, body: Body, before: AppointmentRow | null): Asked {
  const { core } = deps.stores
  const agentId = body.agentId ?? before?.agentId ?? ownerOf(me)
  if (!mayKeep(core, me, agentId)) throw noRight()
  if (findUser(core, agentId) === null) throw invalid('There is no such person', 'agentId')
  const number = numberFor(deps, me, body, before)
  const customer = body.customerId === null ? findCustomerByNumber(core, number) : findCustomer(core, body.customerId)
  if (body.customerId !== null && customer === null) throw invalid('There is no such customer', 'customerId')
  const name = body.name.trim() === '' ? (customer?.name ?? '') : body.name.trim()
  return { agentId, customerId: customer?.id ?? null, callId: body.callId, name, number, at: body.at, note: body.note }
}

function numberFor(deps: AppDeps, me: Me, body: Body, before: AppointmentRow | null): string {
  if (body.number !== null && body.number.trim() !== '') {
    const parsed = parseNumber(body.number)
    if (parsed === null) throw invalid('This is not a telephone number', 'number')
    return parsed
  }
  if (before !== null && body.customerId === before.customerId) return before.number
  if (body.customerId !== null) return findCustomer(deps.stores.core, body.customerId)?.number ?? ''
  return body.callId === null ? '' : callFor(deps, me, 'call.read', body.callId).customer
}

function keep(
  deps: AppDeps,
  me: Me,
  row: Omit<AppointmentRow, 'updatedAt'>,
  before: AppointmentRow | null,
): Appointment {
  const saved = { ...row, updatedAt: deps.now() }
  saveAppointment(deps.stores.core, saved)
  for (const agentId of new Set([saved.agentId, before?.agentId ?? saved.agentId]))
    deps.hub.toAgent(agentId, { type: 'desk.changed', what: 'appointments' })
  const [one] = shown(deps, me, [saved])
  if (one === undefined) throw notFound()
  return one
}

function shown({ stores }: AppDeps, me: Me, rows: AppointmentRow[]): Appointment[] {
  const people = stores.core.all<{ id: string; name: string }>('select id, name from user')
  const names = new Map(people.map(({ id, name }) => [id, name]))
  return rows.map(({ createdAt: _, updatedAt: __, ...row }) => ({
    ...row,
    agentName: names.get(row.agentId) ?? '',
    number: shownNumber(row.number, seesNumbers(me)),
  }))
}
