import { afterEach, describe, expect, test } from 'vitest'
import { shareAt, toneFrame } from '../../media/test-peers.ts'
import { SimulatorBench, simulatorLine } from './simulator-test-bench.ts'

let bench: SimulatorBench
afterEach(() => bench.close())

async function dial(
  to: string,
  waitMs: number,
  options: ConstructorParameters<typeof SimulatorBench>[0] = {},
): Promise<void> {
  bench = new SimulatorBench(options)
  bench.configure(simulatorLine())
  await bench.advance(100)
  bench.driver.dial({ legId: 'out', lineId: 'one', to, from: '' })
  await bench.advance(waitMs)
}

describe('X18 A18-A25 numbers that no line has', () => {
  test.each([
    ['10002', 'busy', 'them'],
    ['10004', 'congestion', 'them'],
    ['10000', 'unknown-number', 'them'],
    ['13900000009', 'unknown-number', 'them'],
  ] as const)('%s: %s', async (to, cause, by) => {
    await dial(to, 15_000)
    expect(bench.of('leg.ended')).toMatchObject([{ legId: 'out', cause, by }])
    expect(bench.of('leg.progressed').map(({ progress }) => progress)).toEqual(['early-media'])
  })

  test('1 answers after two rings, and echoes half a second later', async () => {
    await dial('13900000001', 12_000)
    expect(bench.of('leg.progressed').map(({ progress }) => progress)).toEqual(['early-media', 'ringing'])
    expect(bench.of('leg.answered')).toHaveLength(1)
    const caller = bench.subscriber('13800138001')
    caller.offHook()
    caller.key('4008009999')
    bench.configure(simulatorLine(), simulatorLine({ id: 'two', number: '4008009999' }))
    await bench.advance(8000)
    const { legId } = bench.of('leg.offered')[0]!
    bench.driver.answer(legId)
    bench.join('out', legId)
    await bench.advance(1000)
    caller.voice = (frame) => (frame < 10 ? toneFrame(1000, frame) : toneFrame(0, 0))
    caller.heard = []
    await bench.advance(1500)
    const loud = caller.heard.flatMap((frame, i) => (shareAt(1000, frame) > 0.8 ? [i * 20] : []))
    expect(loud.length).toBeGreaterThanOrEqual(8)
    expect(loud[0]).toBeGreaterThan(500)
    expect(loud[0]).toBeLessThan(900)
  })

  test('3 rings on: A27 given up after 120 s, or A24 when the exchange does so before', async () => {
    await dial('10003', 20_000)
    expect(bench.of('leg.ended')).toEqual([])
    await bench.advance(90_000)
    expect(bench.of('leg.ended')).toMatchObject([{ cause: 'no-answer', by: 'them', detail: 'busy tone' }])
  })

  test('+86 and 00', async () => {
    bench = new SimulatorBench()
    bench.configure(simulatorLine(), simulatorLine({ id: 'two', number: '2161234567' }))
    bench.driver.dial({ legId: 'out', lineId: 'one', to: '+862161234567', from: '' })
    await bench.advance(9000)
    expect(bench.of('leg.offered')).toMatchObject([{ lineId: 'two', presented: '4008008888' }])
  })
})

describe('A23 the answer', () => {
  test('by polarity, where the exchange gives it', async () => {
    bench = new SimulatorBench()
    bench.configure(simulatorLine())
    const called = bench.subscriber('13800138001')
    bench.driver.dial({ legId: 'out', lineId: 'one', to: '13800138001', from: '' })
    await bench.advance(5000)
    expect(called.rings).toBe(1)
    called.offHook()
    await bench.advance(40)
    expect(bench.of('leg.answered')).toHaveLength(1)
  })

  test.each([
    ['by a voice', 1000, 600],
    ['by the next ring’s not coming', 0, 5500],
  ])('%s, where it does not', async (_name, hz, withinMs) => {
    bench = new SimulatorBench({ reversesAtAnswer: false })
    bench.configure(simulatorLine())
    const called = bench.subscriber('13800138001')
    bench.driver.dial({ legId: 'out', lineId: 'one', to: '13800138001', from: '' })
    await bench.advance(7000)
    called.offHook()
    if (hz > 0) called.voice = (frame) => toneFrame(hz, frame)
    expect(bench.of('leg.answered')).toEqual([])
    await bench.advance(withinMs)
    expect(bench.of('leg.answered')).toHaveLength(1)
  })

  test('A13 and the far end’s hanging up is heard afterwards', async () => {
    bench = new SimulatorBench()
    bench.configure(simulatorLine())
    const called = bench.subscriber('13800138001')
    bench.driver.dial({ legId: 'out', lineId: 'one', to: '13800138001', from: '' })
    await bench.advance(5000)
    called.offHook()
    await bench.advance(2000)
    called.onHook()
    await bench.advance(2600)
    expect(bench.of('leg.ended')).toMatchObject([{ legId: 'out', cause: 'normal', by: 'them' }])
  })
})

describe('the line', () => {
  test('A19 A26 no dial tone: the line is down, is tried again, and still down', async () => {
    await dial('10001', 4000, { faults: { one: { lossDb: 60 } } })
    expect(bench.of('leg.ended')).toMatchObject([{ cause: 'unreachable', by: 'us', detail: 'no dial tone' }])
    expect(bench.of('line.changed').at(-1)).toMatchObject({ state: 'down', fault: 'no-dial-tone', calls: 0 })
    await bench.advance(65_000)
    expect(bench.of('line.changed').at(-1)).toMatchObject({ state: 'down', fault: 'no-dial-tone' })
  })

  test('A17 a line that is taken', async () => {
    await dial('10003', 5000)
    bench.driver.dial({ legId: 'other', lineId: 'one', to: '10001', from: '' })
    bench.driver.dial({ legId: 'third', lineId: 'one', to: 'abc', from: '' })
    await bench.advance(20)
    expect(bench.of('leg.ended')).toMatchObject([
      { legId: 'other', cause: 'congestion', by: 'us' },
      { legId: 'third', cause: 'unknown-number', by: 'us' },
    ])
  })

  test('A21 the leg hears the exchange once the digits are sent, and nothing before', async () => {
    bench = new SimulatorBench()
    bench.configure(simulatorLine(), simulatorLine({ id: 'two', number: '4008009999' }))
    const listener = bench.subscriber('13800138002')
    listener.offHook()
    listener.key('4008009999')
    await bench.advance(8000)
    const { legId } = bench.of('leg.offered')[0]!
    bench.driver.answer(legId)
    bench.driver.dial({ legId: 'out', lineId: 'one', to: '10003', from: '' })
    bench.join('out', legId)
    listener.heard = []
    await bench.advance(2000)
    expect(listener.heard.every((frame) => shareAt(450, frame) < 0.5)).toBe(true)
    await bench.advance(6500)
    const tone = listener.heard.filter((frame) => shareAt(450, frame) > 0.9)
    expect(tone.length).toBeGreaterThan(30)
  })
})
