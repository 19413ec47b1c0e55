import { describe, expect, it } from 'vitest'
import { localAddressFor } from './local-address.ts'

describe('the address that peers are told', () => {
  it('is the bound one', () => {
    expect(localAddressFor('192.0.2.1', '127.0.0.1')).toBe('192.0.2.1')
  })

  it('is never the unspecified one', () => {
    expect(localAddressFor('0.0.0.0', '127.0.0.5')).toBe('127.0.0.1')
    expect(localAddressFor('0.0.0.0', '192.0.2.1')).not.toBe('0.0.0.0')
  })
})
