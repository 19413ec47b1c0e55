import { afterEach, describe, expect, test } from 'vitest'
import { LINEAR_TO_A } from '../../codec/g711.ts'
import { shareAt, toneFrame } from '../../media/test-peers.ts'
import { seededRandom } from '../../tone/test-line.ts'
import { SimulatorBench, simulatorLine, type TestSubscriber } from './simulator-test-bench.ts'

let bench: SimulatorBench
afterEach(() => bench.close())

const NUMBER = '4008008888'

async function call(from = '13800138001', to = NUMBER): Promise<TestSubscriber> {
  const caller = bench.subscriber(from)
  caller.offHook()
  await bench.advance(200)
  caller.key(to)
  await bench.advance(to.length * 160 + 200)
  return caller
}

async function answered(from?: string): Promise<{ caller: TestSubscriber; legId: string }> {
  const caller = await call(from)
  await bench.advance(6000)
  const { legId } = bench.of('leg.offered')[0]!
  bench.driver.answer(legId)
  await bench.advance(100)
  return { caller, legId }
}

const share450 = (caller: TestSubscriber, ms: number): number =>
  shareAt(
    450,
    Uint8Array.from(caller.lastHeard(ms), (sample) => LINEAR_TO_A[sample & 0xffff]!),
  )

describe('caller id, heard from the line', () => {
  test.each([
    ['fsk', '13800138001', 1700, 3000],
    ['dtmf', '13800138001', 1800, 3000],
    ['none', '', 5000, 5200],
  ] as const)('X14 X15 A2-A4 %s', async (callerId, presented, after, before) => {
    bench = new SimulatorBench()
    bench.configure(simulatorLine({ callerId }))
    await call()
    await bench.advance(after - 400)
    expect(bench.of('leg.offered')).toEqual([])
    await bench.advance(before - after + 400)
    expect(bench.of('leg.offered')).toMatchObject([{ lineId: 'one', dialed: NUMBER, presented, name: '' }])
  })

  test.each([
    ['noise, 20 dB under', { noiseDbm0: -37 }],
    ['10 dB of loss', { lossDb: 10 }],
    ['25 dB of loss and noise', { lossDb: 25, noiseDbm0: -60 }],
    ['a strong echo', { echoLossDb: 6 }],
  ])('F3 over a line with %s, ten callers', async (_name, faults) => {
    const random = seededRandom(11)
    for (let n = 0; n < 10; n++) {
      bench = new SimulatorBench({ faults: { one: { ...faults, seed: n + 1 } } })
      bench.configure(simulatorLine())
      const from = `13${Math.floor(random() * 1e9)}`
      await call(from)
      await bench.advance(6000)
      expect(bench.of('leg.offered')[0]?.presented).toBe(from)
    }
  })

  test('a number with +86 is presented as a home number', async () => {
    bench = new SimulatorBench()
    bench.configure(simulatorLine({ number: `+86${NUMBER}` }))
    await call('+862161234567')
    await bench.advance(6000)
    expect(bench.of('leg.offered')).toMatchObject([{ dialed: `+86${NUMBER}`, presented: '2161234567' }])
  })
})

describe('the call', () => {
  test('X1-X3 dial tone, then silence while keying, then ring-back', async () => {
    bench = new SimulatorBench()
    bench.configure(simulatorLine())
    const caller = bench.subscriber('13800138001')
    caller.offHook()
    await bench.advance(500)
    expect(share450(caller, 400)).toBeGreaterThan(0.99)
    caller.key('40080')
    await bench.advance(900)
    expect(caller.lastHeard(100).every((sample) => Math.abs(sample) <= 8)).toBe(true)
    caller.key('08888')
    await bench.advance(1300)
    expect(caller.state).toBe('calling')
    expect(share450(caller, 200)).toBeGreaterThan(0.99)
  })

  test('X4 after the answer each hears the other', async () => {
    bench = new SimulatorBench()
    bench.configure(simulatorLine(), simulatorLine({ id: 'two', number: '4008009999' }))
    const { caller, legId } = await answered()
    expect(bench.of('leg.answered')).toEqual([{ type: 'leg.answered', legId }])
    expect(caller.state).toBe('talking')
    const other = await call('13800138002', '4008009999')
    await bench.advance(6000)
    const second = bench.of('leg.offered')[1]!.legId
    bench.driver.answer(second)
    bench.join(legId, second)
    caller.voice = (frame) => toneFrame(1000, frame)
    other.voice = (frame) => toneFrame(700, frame)
    await bench.advance(1500)
    const heard = (subscriber: TestSubscriber, hz: number): number =>
      shareAt(
        hz,
        Uint8Array.from(subscriber.lastHeard(400), (sample) => LINEAR_TO_A[sample & 0xffff]!),
      )
    expect(heard(other, 1000)).toBeGreaterThan(0.95)
    expect(heard(caller, 700)).toBeGreaterThan(0.95)
  })

  test('digits keyed after the answer reach the leg as tones', async () => {
    bench = new SimulatorBench()
    bench.configure(simulatorLine())
    const { caller, legId } = await answered()
    caller.key('1590#')
    await bench.advance(1500)
    expect(bench.digits(legId)).toBe('1590#')
    expect(bench.mediaFacts.every((fact) => fact.type !== 'leg.digit' || fact.source === 'in-band')).toBe(true)
  })

  test('what plays to the leg is heard by the caller', async () => {
    bench = new SimulatorBench()
    bench.configure(simulatorLine())
    const { caller, legId } = await answered()
    bench.play(legId, 1200)
    await bench.advance(500)
    const heard = Uint8Array.from(caller.lastHeard(300), (sample) => LINEAR_TO_A[sample & 0xffff]!)
    expect(shareAt(1200, heard)).toBeGreaterThan(0.95)
  })

  test('X6 A13 the caller hangs up: noticed by busy tone within three periods', async () => {
    bench = new SimulatorBench()
    bench.configure(simulatorLine())
    const { caller, legId } = await answered()
    caller.onHook()
    await bench.advance(1900)
    expect(bench.of('leg.ended')).toEqual([])
    await bench.advance(500)
    expect(bench.of('leg.ended')).toMatchObject([{ legId, cause: 'normal', by: 'them', detail: 'busy tone' }])
  })

  test.each([
    ['noise', { noiseDbm0: -27 }],
    ['loss', { lossDb: 25 }],
    ['echo of our own music', { echoLossDb: 12 }],
  ])('A13 also with %s', async (name, faults) => {
    bench = new SimulatorBench({ faults: { one: faults } })
    bench.configure(simulatorLine({ callerId: 'none' }))
    const { caller, legId } = await answered()
    if (name !== 'noise') bench.play(legId, 1200)
    await bench.advance(2000)
    expect(bench.of('leg.ended')).toEqual([])
    caller.onHook()
    await bench.advance(3000)
    expect(bench.of('leg.ended')).toMatchObject([{ cause: 'normal', by: 'them' }])
  })

  test('X6 we hang up: the caller hears busy tone', async () => {
    bench = new SimulatorBench()
    bench.configure(simulatorLine())
    const { caller, legId } = await answered()
    bench.driver.hangUp(legId, 'normal')
    await bench.advance(200)
    expect(caller.state).toBe('tone')
    expect(share450(caller, 100)).toBeGreaterThan(0.99)
  })

  test('A5 the caller hangs up during the first ring: nobody was told', async () => {
    bench = new SimulatorBench()
    bench.configure(simulatorLine())
    const caller = await call()
    await bench.advance(500)
    caller.onHook()
    await bench.advance(10_000)
    expect(bench.of('leg.offered')).toEqual([])
    expect(bench.facts.every(({ type }) => type === 'line.changed')).toBe(true)
  })

  test('X16 X17 calls hunt over the lines of a number; when all are taken: busy tone', async () => {
    bench = new SimulatorBench()
    bench.configure(simulatorLine(), simulatorLine({ id: 'two' }))
    await call('13800138001')
    await call('13800138002')
    const third = await call('13800138003')
    await bench.advance(6000)
    expect(bench.of('leg.offered').map(({ lineId, presented }) => [lineId, presented])).toEqual([
      ['one', '13800138001'],
      ['two', '13800138002'],
    ])
    expect(third.state).toBe('tone')
  })

  test('X8 nobody answers: after 90 s the caller hears busy tone, and the leg is gone', async () => {
    bench = new SimulatorBench()
    bench.configure(simulatorLine())
    const caller = await call()
    await bench.advance(97_000)
    expect(caller.state).toBe('tone')
    expect(bench.of('leg.ended')).toMatchObject([{ cause: 'cancelled', by: 'them' }])
  })

  test('X10 a line that is pulled out leaves its caller with busy tone', async () => {
    bench = new SimulatorBench()
    bench.configure(simulatorLine())
    const { caller } = await answered()
    bench.configure()
    await bench.advance(100)
    expect(caller.state).toBe('tone')
    expect(bench.of('leg.ended')).toMatchObject([{ cause: 'shutdown', by: 'us' }])
  })

  test('X12 R2 a line gets another number while it talks', async () => {
    bench = new SimulatorBench()
    bench.configure(simulatorLine())
    const { caller, legId } = await answered()
    bench.configure(simulatorLine({ number: '4008007777' }))
    await bench.advance(500)
    expect(bench.of('leg.ended')).toEqual([])
    bench.driver.hangUp(legId, 'normal')
    caller.onHook()
    await bench.advance(2000)
    await call('13800138002', '4008007777')
    await bench.advance(6000)
    expect(bench.of('leg.offered')[1]).toMatchObject({ dialed: '4008007777', presented: '13800138002' })
  })
})
