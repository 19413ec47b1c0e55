import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import type { GatewayFact } from '#protocol/gateway-messages'
import { roomAt } from './storage-floor.ts'
import { StorageWatch } from './storage-watch.ts'

test('K9 the floor is the lesser of the share and the size', () => {
  const { floorBytes: share } = roomAt(tmpdir(), { percent: 10, bytes: Number.MAX_SAFE_INTEGER })
  expect(roomAt(tmpdir(), { percent: 20, bytes: Number.MAX_SAFE_INTEGER }).floorBytes).toBeCloseTo(2 * share, 0)
  expect(roomAt(tmpdir(), { percent: 10, bytes: 1000 })).toMatchObject({ floorBytes: 1000, isLow: false })
})

test('K9 each setting is answered with how it stands, in whole bytes', () => {
  const facts: GatewayFact[] = []
  const watch = new StorageWatch(tmpdir(), (fact) => facts.push(fact))
  watch.configure({ percent: 100, bytes: Number.MAX_SAFE_INTEGER })
  watch.configure({ percent: 0.001, bytes: 4096 })
  watch.close()
  expect(facts.map(({ type }) => type)).toEqual(['storage.low', 'storage.recovered'])
  for (const fact of facts) expect('freeBytes' in fact && Number.isInteger(fact.freeBytes)).toBe(true)
  expect(watch.room.isLow).toBe(false)
})

test('K9 a folder that is not there throws, so that nobody takes it for room', () => {
  expect(() => roomAt('/nowhere/at/all', { percent: 1, bytes: 1 })).toThrow('ENOENT')
})
