// The console's settings: one row, once somebody has set anything.
import type { ConsoleTarget } from '#protocol/console'
import type { Ms } from '#protocol/ids'
import type { Database } from '../store/database.ts'

type Set = { by: string; at: Ms } | null
export type ConsoleSettings = {
  fault: { target: ConsoleTarget | null; set: Set }
  automatic: { on: boolean; flow: string | null; set: Set }
}
type Row = {
  fault: string | null
  faultBy: string | null
  faultAt: number | null
  automatic: number
  automaticFlow: string | null
  automaticBy: string | null
  automaticAt: number | null
}

const setOf = (by: string | null, at: Ms | null): Set => (by === null || at === null ? null : { by, at })

export function consoleSettings(core: Database): ConsoleSettings {
  const row = core.get<Row>(
    `select fault, fault_by as faultBy, fault_at as faultAt, automatic, automatic_flow as automaticFlow,
     automatic_by as automaticBy, automatic_at as automaticAt from console`,
  )
  return {
    fault: {
      target: row?.fault ? (JSON.parse(row.fault) as ConsoleTarget) : null,
      set: row ? setOf(row.faultBy, row.faultAt) : null,
    },
    automatic: {
      on: row?.automatic === 1,
      flow: row?.automaticFlow ?? null,
      set: row ? setOf(row.automaticBy, row.automaticAt) : null,
    },
  }
}

export function saveConsoleSettings(core: Database, { fault, automatic }: ConsoleSettings): void {
  core.run(
    `insert or replace into console (one, fault, fault_by, fault_at, automatic, automatic_flow, automatic_by, automatic_at)
     values (1, ?, ?, ?, ?, ?, ?, ?)`,
    fault.target === null ? null : JSON.stringify(fault.target),
    fault.set?.by ?? null,
    fault.set?.at ?? null,
    automatic.on ? 1 : 0,
    automatic.flow,
    automatic.set?.by ?? null,
    automatic.set?.at ?? null,
  )
}
