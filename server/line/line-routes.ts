import { type Static, Type } from '@sinclair/typebox'
import { strict } from '#protocol/fields'
import { Id } from '#protocol/ids'
import { type LineConfig, SimulatorLineConfig, SipLineConfig } from '#protocol/line-config'
import { tellChange } from '../http/config-change.ts'
import { conflict, invalid, notFound } from '../http/http-error.ts'
import { IdParams } from '../http/params.ts'
import type { AppDeps } from '../http/parts.ts'
import type { Routes } from '../http/routes.ts'
import { dayStart } from '../site/day-counters.ts'
import { newId } from '../store/stores.ts'
import { listAgents } from '../user/user-store.ts'
import { lineFault } from './line-check.ts'
import { limitFault } from './line-limits.ts'
import { lineLog, lineTraffic } from './line-log.ts'
import { deleteLine, findLine, listLines, saveLine, withoutPassword } from './line-store.ts'

const OptionalId = { id: Type.Optional(Id) }
/** What a client that knows nothing of them leaves out. */
const SIP_DEFAULTS = {
  transport: 'udp',
  largeOverTcp: false,
  proxy: '',
  authorities: '',
  sources: [] as string[],
  maxCallsPerSecond: 0,
} as const satisfies Partial<SipLineConfig>
const { properties } = SipLineConfig
const SipBody = Type.Object(
  {
    ...properties,
    ...OptionalId,
    transport: Type.Optional(properties.transport),
    largeOverTcp: Type.Optional(properties.largeOverTcp),
    proxy: Type.Optional(properties.proxy),
    authorities: Type.Optional(properties.authorities),
    sources: Type.Optional(properties.sources),
    maxCallsPerSecond: Type.Optional(properties.maxCallsPerSecond),
  },
  strict,
)
/** The id may be left out: a new line is given one, a known one has it in its path. */
const LineBody = Type.Union([SipBody, Type.Object({ ...SimulatorLineConfig.properties, ...OptionalId }, strict)])

export function lineRoutes(routes: Routes, deps: AppDeps): void {
  const { core } = deps.stores
  const save = (line: LineConfig): LineConfig => {
    const fault = lineFault(line) ?? limitFault(line)
    if (fault) throw invalid(fault.message, fault.field)
    if (line.mainRing !== undefined && !listAgents(core).some(({ id }) => id === line.mainRing))
      throw invalid('There is no such person', 'mainRing')
    saveLine(core, line)
    return withoutPassword(line)
  }
  shown(routes, deps)
  routes.user('line.read', 'GET', '/lines', {}, () => listLines(core).map(withoutPassword))
  routes.user('line.write', 'POST', '/lines', { body: LineBody }, (call) => {
    const line = wholeLine(call.body, call.body.id ?? newId(), null)
    if (findLine(core, line.id) !== null) throw conflict('Another line has this id', 'id')
    const saved = save(line)
    tellChange(deps, call, 'lines', line.id, 'created')
    return saved
  })
  routes.user('line.write', 'PUT', '/lines/:id', { params: IdParams, body: LineBody }, (call) => {
    const before = findLine(core, call.params.id)
    if (before === null) throw notFound()
    if (call.body.id !== undefined && call.body.id !== before.id) throw invalid('The id cannot be changed', 'id')
    const saved = save(keepPassword(before, wholeLine(call.body, before.id, before)))
    tellChange(deps, call, 'lines', before.id, 'changed')
    return saved
  })
  routes.user('line.write', 'DELETE', '/lines/:id', { params: IdParams }, (call) => {
    if (findLine(core, call.params.id) === null) throw notFound()
    deleteLine(core, call.params.id)
    tellChange(deps, call, 'lines', call.params.id, 'deleted')
  })
}

function shown(routes: Routes, deps: AppDeps): void {
  routes.user('line.read', 'GET', '/lines/:id/log', { params: IdParams }, (call) => {
    if (findLine(deps.stores.core, call.params.id) === null) throw notFound()
    return lineLog(deps.stores, call.params.id)
  })
  routes.user('line.read', 'GET', '/line-traffic', {}, () => lineTraffic(deps.stores.events, dayStart(deps.now())))
}

/** What is left out stays as it was; of a new line, as is usual. */
function wholeLine(body: Static<typeof LineBody>, id: string, before: LineConfig | null): LineConfig {
  if (body.kind !== 'sip') return { ...body, id }
  return { ...SIP_DEFAULTS, ...(before?.kind === 'sip' ? before : {}), ...body, id }
}

function keepPassword(before: LineConfig, after: LineConfig): LineConfig {
  if (after.kind !== 'sip' || before.kind !== 'sip' || after.password !== '') return after
  return { ...after, password: before.password }
}
