// Walks every state × input cell of the session machine; a cell that the tables leave out must change nothing. Rules D1-D52.
import { describe, expect, it } from 'vitest'
import { ANSWERED_TABLE } from './session-table-answered.ts'
import { OPENING_TABLE } from './session-table-opening.ts'
import { cell, INPUTS, SESSIONS } from './session-test-states.ts'

const TABLE = { ...OPENING_TABLE, ...ANSWERED_TABLE }

describe('session', () => {
  it('has a row for every state', () => {
    expect(Object.keys(TABLE).sort()).toEqual(Object.keys(SESSIONS).sort())
  })

  const cells = Object.entries(SESSIONS).flatMap(([state, session]) =>
    Object.entries(INPUTS).map(([name, input]) => ({ state, name, session, input })),
  )
  it.each(cells)('$state × $name', ({ state, name, session, input }) => {
    expect(cell(session, input)).toBe(TABLE[state]?.[name] ?? `${session.state}: `)
  })
})
