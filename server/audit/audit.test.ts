import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { closeStores, openStores, type Stores } from '../store/stores.ts'
import { type Audit, createAudit } from './audit.ts'

let folder: string
let stores: Stores
let audit: Audit

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trunkline-audit-'))
  stores = openStores(folder)
  audit = createAudit(stores.events, () => 5)
  for (let i = 1; i <= 20; i += 1) audit.record({ userId: 'u', action: 'sign-in', object: `o${i}`, source: 's' })
})
afterEach(() => {
  closeStores(stores)
  rmSync(folder, { recursive: true, force: true })
})

/** As somebody with the file and a shell would. */
const forge = (sql: string) => {
  stores.events.script('drop trigger audit_no_update; drop trigger audit_no_delete')
  stores.events.run(sql)
}

describe('the audit trail', () => {
  it('holds when nobody touched it', () => {
    expect(audit.verify()).toEqual({ ok: true, rows: 20 })
  })

  it.each([
    ['at', '6'],
    ['user_id', "'v'"],
    ['action', "'sign-out'"],
    ['object', "'x'"],
    ['detail', "'x'"],
    ['source', "'x'"],
    ['hash', "'x'"],
  ])('names the row whose %s was changed', (column, value) => {
    forge(`update audit set ${column} = ${value} where seq = 7`)
    expect(audit.verify()).toEqual({ ok: false, seq: 7 })
  })

  it('names the row that was taken away', () => {
    forge('delete from audit where seq = 7')
    expect(audit.verify()).toEqual({ ok: false, seq: 7 })
  })

  it('refuses to be changed by a statement', () => {
    expect(() => stores.events.run("update audit set object = 'x'")).toThrow()
    expect(() => stores.events.run('delete from audit')).toThrow()
  })

  it('keeps hostile text on one line, without numbers, and still verifies', () => {
    audit.record({ userId: null, action: 'sign-in-refused', object: 'a\r\nb\0\ud800 13800138000', source: 's' })
    expect(audit.list(null, 1)[0]?.object).toBe('a  b \ufffd 138****8000')
    expect(audit.verify().ok).toBe(true)
  })

  it('is read in pages, newest first', () => {
    expect(audit.list(null, 2).map((row) => row.seq)).toEqual([20, 19])
    expect(audit.list(19, 2).map((row) => row.seq)).toEqual([18, 17])
  })
})
