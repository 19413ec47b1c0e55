import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { masterKey } from './master-key.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'master-'))
  path = join(folder, 'master-key')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the master key', () => {
  it('is made once, for its owner only, and found again', () => {
    const made = masterKey(path, false)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(masterKey(path, true).publicKey).toEqual(made.publicKey)
  })

  it('is not made anew over recordings that another one encrypted', () => {
    expect(() => masterKey(path, true)).toThrow(/is missing/)
  })

  it.each([
    ['short', 'ab'.repeat(31)],
    ['no hexadecimal', 'xy'.repeat(32)],
    ['empty', ''],
  ])('that is %s is refused', (_what, text) => {
    writeFileSync(path, text, { mode: 0o600 })
    expect(() => masterKey(path, false)).toThrow(/is not a key/)
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it.each([0o640, 0o604, 0o666])('of mode %o is refused with what to do', (mode) => {
    masterKey(path, false)
    chmodSync(path, mode)
    expect(() => masterKey(path, false)).toThrow(/chmod 600/)
  })
})
