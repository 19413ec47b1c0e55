import { expect, test } from 'vitest'
import { CROSS_RING_OCTETS, CrossRing } from './cross-ring.ts'
import type { PacketHead } from './sound-port.ts'

const head = (over: Partial<PacketHead> = {}): PacketHead => ({
  codec: 'PCMA',
  source: 7,
  sequence: 65_535,
  timestamp: 4_294_967_200,
  marker: true,
  jitterMs: 1.5,
  ...over,
})

function pair() {
  const memory = new SharedArrayBuffer(CROSS_RING_OCTETS)
  const [writer, reader] = [new CrossRing(memory), new CrossRing(memory)]
  const came: unknown[] = []
  const drain = () =>
    reader.drain({
      packet: (bytes, start, end, { ...at }) => came.push([[...bytes.subarray(start, end)], at]),
      event: (code) => came.push(code),
    })
  return { writer, reader, came, drain }
}

test('F2 packets and events come out as they went in, in order', () => {
  const { writer, came, drain } = pair()
  writer.write(Uint8Array.of(9, 1, 2, 3, 9), 1, 4, head())
  writer.writeEvent(11)
  writer.write(Uint8Array.of(5), 0, 1, head({ codec: 'opus', source: 2, marker: false }))
  expect(drain()).toBe(3)
  expect(came).toEqual([[[1, 2, 3], head()], 11, [[5], head({ codec: 'opus', source: 2, marker: false })]])
  expect(drain()).toBe(0)
})

test('F2 a full ring loses what is newest, and goes on once it is read', () => {
  const { writer, came, drain } = pair()
  for (let n = 0; n < 70; n++) writer.write(Uint8Array.of(n), 0, 1, head({ sequence: n }))
  expect(drain()).toBe(64)
  writer.write(Uint8Array.of(200), 0, 1, head())
  drain()
  expect(came.map((entry) => (entry as [number[]])[0][0])).toEqual([...Array.from({ length: 64 }, (_, n) => n), 200])
})

test('F2 thousands of rounds through the ring', () => {
  const { writer, came, drain } = pair()
  for (let n = 0; n < 5000; n++) {
    writer.write(Uint8Array.of(n & 255, n >> 8), 0, 2, head({ sequence: n & 0xffff }))
    if (n % 50 === 49) drain()
  }
  expect(came.map((entry) => (entry as [number[]])[0])).toEqual(
    Array.from({ length: 5000 }, (_, n) => [n & 255, n >> 8]),
  )
})

test('F4 what the writer says of its leg the reader sees', () => {
  const { writer, reader } = pair()
  expect(reader.isUp).toBe(false)
  writer.isUp = true
  expect(reader.isUp).toBe(true)
})
