import { Type } from '@sinclair/typebox'
import { type User, UserBody } from '#protocol/api'
import { conflict, HttpError, invalid, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Caller, Routes } from '../http/routes.ts'
import { findQueue, setQueuesOfUser } from '../queue/queue-store.ts'
import { siteSettings } from '../site/site-settings.ts'
import { newId } from '../store/stores.ts'
import { findTeam } from '../team/team-store.ts'
import { LINK_MS, signInLinkPath } from './sign-in-link.ts'
import {
  findUser,
  findUserByNumber,
  insertUser,
  listUsers,
  otherAdministrators,
  setAutoAnswer,
  setDisabled,
  setLeads,
  setSeatCodec,
  type UserRow,
  updateUser,
} from './user-store.ts'

const DisabledBody = Type.Object({ disabled: Type.Boolean() }, { additionalProperties: false })

export function userRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('user.write', 'GET', '/users', {}, () => listUsers(core))
  routes.user('user.write', 'POST', '/users', { body: UserBody }, (call) => {
    const id = newId()
    core.tx(() => {
      checkUser(deps, null, call.body)
      const { queues, seatCodec, autoAnswer = false, leads, ...person } = call.body
      insertUser(core, { id, ...person }, deps.now())
      if (seatCodec) setSeatCodec(core, id, seatCodec)
      setAutoAnswer(core, id, autoAnswer)
      if (leads) setLeads(core, id, leads)
      setQueuesOfUser(core, id, served(call.body, queues))
    })
    return told(deps, call, id, 'created')
  })
  routes.user('user.write', 'PUT', '/users/:id', { params: IdParams, body: UserBody }, (call) => {
    const before = existing(deps, call.params.id)
    core.tx(() => {
      checkUser(deps, before, call.body)
      const { queues, seatCodec = before.seatCodec, autoAnswer = before.autoAnswer, ...rest } = call.body
      const { leads = before.leads, ...person } = rest
      updateUser(core, { id: before.id, ...person }, deps.now())
      setSeatCodec(core, before.id, seatCodec)
      setAutoAnswer(core, before.id, autoAnswer)
      setLeads(core, before.id, leads)
      setQueuesOfUser(core, before.id, served(call.body, queues))
    })
    // What open pages may see is settled when they are opened.
    if (before.role !== call.body.role || isOtherReach(before, call.body)) deps.sessions.closeAll(before.id)
    return told(deps, call, before.id, before.role === call.body.role ? 'changed' : `role ${call.body.role}`)
  })
  routes.user('user.write', 'POST', '/users/:id/link', { params: IdParams }, ({ params, me, source }) => {
    const user = existing(deps, params.id)
    if (user.disabled) throw conflict('The user is disabled')
    deps.audit.record({ userId: me.userId, action: 'link-made', object: user.id, source: source.address })
    return { link: signInLinkPath(deps.sessions.createLink(user.id, LINK_MS)) }
  })
  routes.user('user.write', 'POST', '/users/:id/disable', { params: IdParams, body: DisabledBody }, (call) => {
    const user = existing(deps, call.params.id)
    if (call.body.disabled) keepAnAdministrator(deps, user)
    setDisabled(core, user.id, call.body.disabled, deps.now())
    if (call.body.disabled) deps.sessions.closeAll(user.id)
    return told(deps, call, user.id, call.body.disabled ? 'disabled' : 'enabled')
  })
}

/** A wallboard answers nobody. */
const served = ({ role }: UserBody, queues: string[]): string[] => (role === 'wallboard' ? [] : queues)

const isOtherReach = (before: UserRow, { leads = before.leads }: UserBody): boolean =>
  reachKey(leads) !== reachKey(before.leads)
const reachKey = (leads: readonly string[] | null): string => leads?.toSorted().join() ?? '*'

function existing(deps: AppDeps, id: string): UserRow {
  const user = findUser(deps.stores.core, id)
  if (user === null) throw notFound()
  return user
}

function checkUser(deps: AppDeps, before: UserRow | null, body: UserBody): void {
  const { core } = deps.stores
  const same = findUserByNumber(core, body.number)
  if (same !== null && same.id !== before?.id) throw conflict('Another user has this number', 'number')
  const { extensionDigits: digits } = siteSettings(core)
  // F027: who has a number of another length keeps it.
  if (digits > 0 && body.number !== before?.number && body.number.length !== digits)
    throw new HttpError(422, 'invalid', `The number must have ${digits} digits`, { field: 'number', reason: 'digits' })
  if (body.queues.some((id) => findQueue(core, id) === null)) throw invalid('There is no such queue', 'queues')
  if (body.leads?.some((id) => findTeam(core, id) === null)) throw invalid('There is no such team', 'leads')
  if (before?.role === 'administrator' && body.role !== 'administrator') keepAnAdministrator(deps, before)
}

function keepAnAdministrator(deps: AppDeps, user: UserRow): void {
  if (user.role === 'administrator' && otherAdministrators(deps.stores.core, user.id) === 0) {
    throw conflict('This is the last administrator')
  }
}

function told(deps: AppDeps, { me, source }: Caller, id: string, detail: string): User | undefined {
  deps.audit.record({ userId: me.userId, action: 'user-changed', object: id, detail, source: source.address })
  deps.onConfigChanged('users')
  deps.onConfigChanged('queues')
  return listUsers(deps.stores.core).find((user) => user.id === id)
}
