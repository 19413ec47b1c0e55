// What the attendant changes of the people of the house: name, language, how far they may call (F213, F226). Rule CS10 in SPEC.md.
import { type ConsolePerson, PersonBody } from '#protocol/console'
import { tellChange } from '../http/config-change.ts'
import { notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { dialClasses, saveDialClass } from '../outbound/dial-class.ts'
import type { Database } from '../store/database.ts'
import { findUser, listUsers, setLanguage, setName } from '../user/user-store.ts'

const ROLES: readonly string[] = ['agent', 'attendant', 'supervisor']

function people(core: Database): ConsolePerson[] {
  const classes = dialClasses(core)
  return listUsers(core)
    .filter(({ role, disabled }) => !disabled && ROLES.includes(role))
    .map(({ id, number, name, language }) => ({ id, number, name, language, dialClass: classes.get(id) ?? 'all' }))
}

export function peopleRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  routes.user('console.people', 'GET', '/console/people', {}, () => people(core))
  routes.user('console.people', 'PUT', '/console/people/:id', { params: IdParams, body: PersonBody }, (call) => {
    const { me, params, body, source } = call
    if (!people(core).some(({ id }) => id === params.id)) throw notFound()
    const before = findUser(core, params.id)
    core.tx(() => {
      setName(core, params.id, body.name, deps.now())
      setLanguage(core, params.id, body.language, deps.now())
      saveDialClass(core, params.id, body.dialClass)
    })
    const detail = `${before?.name ?? ''} → ${body.name}, ${body.language}, ${body.dialClass}`
    deps.audit.record({ userId: me.userId, action: 'user-changed', object: params.id, detail, source: source.address })
    tellChange(deps, call, 'users', params.id, detail)
    return people(core)
  })
}
