import { describe, expect, test } from 'vitest'
import { A_TO_LINEAR } from '../codec/g711.ts'
import { FrameClock, type Scheduler, type TickReport } from './frame-clock.ts'
import { Player } from './player.ts'
import { planRoom } from './room-plan.ts'
import { FakePort, floorWith, head, level, middle } from './test-floor.ts'

const packet = (): 'packet' => 'packet'

describe('R1-R5 the plan of a room', () => {
  const three = [
    { legId: 'customer', hears: ['agent'] },
    { legId: 'agent', hears: ['customer', 'coach'] },
    { legId: 'coach', hears: ['customer', 'agent'] },
  ]

  test.each([
    [
      'two who talk',
      [
        { legId: 'a', hears: ['b'] },
        { legId: 'b', hears: ['a'] },
      ],
      { a: 'relay b', b: 'relay a' },
    ],
    ['whisper', three, { customer: 'relay agent', agent: 'mix customer coach', coach: 'mix customer agent' }],
    [
      'held',
      [
        { legId: 'a', hears: [] },
        { legId: 'b', hears: ['a'] },
      ],
      { a: 'silence', b: 'relay a' },
    ],
    [
      'oneself and twice the same',
      [
        { legId: 'a', hears: ['a', 'b', 'b'] },
        { legId: 'b', hears: [] },
      ],
      { a: 'relay b', b: 'silence' },
    ],
    [
      'who is not in the room',
      [
        { legId: 'a', hears: ['b', 'z'] },
        { legId: 'b', hears: [] },
      ],
      { a: 'relay b', b: 'silence' },
    ],
    ['alone', [{ legId: 'a', hears: ['gone'] }], { a: 'silence' }],
  ])('%s', (_name, members, expected) => {
    const lives = (legId: string): 'packet' | null => (legId === 'gone' ? null : packet())
    const plan = [...planRoom(members, lives)].map(([legId, hearing]) => [legId, describeHearing(hearing)])
    expect(Object.fromEntries(plan)).toEqual(expected)
  })

  test('a listener on the clock gets even a single source mixed', () => {
    const members = [
      { legId: 'card', hears: ['a'] },
      { legId: 'a', hears: ['card'] },
    ]
    const plan = planRoom(members, (legId) => (legId === 'card' ? 'clock' : 'packet'))
    expect([plan.get('card')?.kind, plan.get('a')?.kind]).toEqual(['mix', 'relay'])
  })
})

function describeHearing(hearing: ReturnType<typeof planRoom> extends Map<string, infer H> ? H : never): string {
  if (hearing.kind === 'silence') return 'silence'
  return hearing.kind === 'relay'
    ? `relay ${hearing.source}`
    : `mix ${hearing.sources.map(({ legId }) => legId).join(' ')}`
}

describe('a floor', () => {
  test('R2 relays the very bytes, and the other law by table', () => {
    const ports = { a: new FakePort(), b: new FakePort(), c: new FakePort('PCMU') }
    const { floor, legs } = floorWith(ports)
    floor.setRoom('r', [
      { legId: 'a', hears: [] },
      { legId: 'b', hears: ['a'] },
      { legId: 'c', hears: ['a'] },
    ])
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
    legs.a!.receive(bytes, 0, 256, head(4))
    expect(ports.b.sent).toEqual([{ bytes, head: head(4) }])
    expect(ports.c.sent[0]?.bytes).not.toEqual(bytes)
    floor.tick(1)
    expect([ports.a.sent.length, ports.b.sent.length]).toEqual([1, 1])
  })

  test('R3 R11 mixes without oneself, under full scale', () => {
    const ports = { a: new FakePort(), b: new FakePort(), c: new FakePort() }
    const { floor, legs } = floorWith(ports)
    const all = Object.keys(ports)
    floor.setRoom(
      'r',
      all.map((legId) => ({ legId, hears: all })),
    )
    for (let n = 0; n < 6; n++) {
      legs.a!.receive(level(1000), 0, 160, head(n))
      legs.b!.receive(level(2000), 0, 160, head(n))
      legs.c!.receive(level(32_000), 0, 160, head(n))
      floor.tick(n)
    }
    const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) < 80
    expect(near(middle(ports.c), 3000)).toBe(true)
    expect(middle(ports.a)).toBe(30_208)
    expect(ports.a.sent).toHaveLength(6)
  })

  test('R1 R4 a leg that moves to another room is heard there only, and gets silence alone', () => {
    const ports = { a: new FakePort(), b: new FakePort(), c: new FakePort() }
    const { floor, legs } = floorWith(ports)
    floor.setRoom('r1', [
      { legId: 'a', hears: ['b'] },
      { legId: 'b', hears: ['a'] },
    ])
    floor.setRoom('r2', [
      { legId: 'a', hears: ['c'] },
      { legId: 'c', hears: ['a'] },
    ])
    legs.a!.receive(level(1000), 0, 160, head(1))
    expect([ports.b.sent.length, ports.c.sent.length]).toEqual([0, 1])
    floor.tick(1)
    expect(ports.b.sent[0]?.bytes.every((code) => code === 0xd5)).toBe(true)
    floor.setRoom('r2', [])
    expect(floor.rooms).toBe(1)
  })

  test('R5 a leg named before it lives counts from then on', () => {
    const late = new FakePort()
    const ports = { a: new FakePort() }
    const { floor, legs } = floorWith(ports)
    floor.setRoom('r', [
      { legId: 'a', hears: ['late'] },
      { legId: 'late', hears: ['a'] },
    ])
    floor.open('late', () => late)
    legs.a!.receive(level(5), 0, 160, head(1))
    expect(late.sent).toHaveLength(1)
    expect(floor.open('late', () => late)).toBeNull()
  })

  test('R6 who hears a leg that is away hears the beep, and the leg again when it is back', () => {
    const ports = { a: new FakePort(), b: new FakePort() }
    const { floor, legs } = floorWith(ports)
    floor.setRoom('r', [
      { legId: 'a', hears: ['b'] },
      { legId: 'b', hears: ['a'] },
    ])
    ports.b.isUp = false
    for (let tick = 150; tick < 300; tick++) floor.tick(tick)
    const loud = ports.a.sent.filter(({ bytes }) => bytes.some((code) => Math.abs(A_TO_LINEAR[code]!) > 100))
    expect([ports.a.sent.length, loud.length]).toEqual([150, 10])
    ports.b.isUp = true
    floor.tick(300)
    legs.b!.receive(level(7), 0, 160, head(9))
    expect(ports.a.sent).toHaveLength(151)
  })

  test('P2 R7 a player takes the ear from the room, and gives it back', () => {
    const ports = { a: new FakePort(), b: new FakePort() }
    const { floor, legs } = floorWith(ports)
    floor.setRoom('r', [
      { legId: 'a', hears: ['b'] },
      { legId: 'b', hears: ['a'] },
    ])
    legs.a!.isPlaying = true
    legs.b!.receive(level(900), 0, 160, head(1))
    expect(ports.a.sent).toHaveLength(0)
    legs.a!.player = new Player([{ kind: 'sound', bytes: level(4000) }], false)
    floor.tick(1)
    expect(Math.abs(middle(ports.a) - 4000)).toBeLessThan(100)
    floor.tick(2)
    legs.b!.receive(level(900), 0, 160, head(2))
    expect(ports.a.sent.at(-1)?.head).toEqual(head(2))
  })

  test('T4 T5 T6 digits: as events where negotiated, else as tones, the room waits', () => {
    const ports = { a: new FakePort(), b: new FakePort() }
    const { floor, legs, digits } = floorWith(ports)
    floor.setRoom('r', [
      { legId: 'a', hears: ['b'] },
      { legId: 'b', hears: [] },
    ])
    legs.a!.digits.enqueue('5x#')
    for (let n = 0; n < 20; n++) {
      floor.tick(n)
      legs.b!.receive(level(900), 0, 160, head(n))
    }
    expect(ports.a.sent.every((sent) => sent.head === null)).toBe(true)
    for (const sent of ports.a.sent) legs.b!.receive(sent.bytes, 0, 160, head(50))
    expect(digits).toEqual(['b 5 in-band', 'b # in-band'])
  })

  test('D4 one key press is told once, however it comes', () => {
    const ports = { a: new FakePort(), b: new FakePort() }
    const { floor, legs, digits } = floorWith(ports)
    floor.setRoom('r', [
      { legId: 'b', hears: ['a'] },
      { legId: 'a', hears: [] },
    ])
    legs.b!.digits.enqueue('7')
    for (let n = 0; n < 10; n++) floor.tick(n)
    for (const sent of ports.b.sent) legs.a!.receive(sent.bytes, 0, 160, head(1))
    legs.a!.digit('7')
    legs.a!.digit('7')
    for (const sent of ports.b.sent) legs.a!.receive(sent.bytes, 0, 160, head(1))
    expect(digits).toEqual(['a 7 in-band', 'a 7 rfc4733'])
  })
})

describe('the clock', () => {
  function fake(): { scheduler: Scheduler; advance(to: number): void } {
    let now = 0
    let next: { at: number; run: () => void } | null = null
    const scheduler: Scheduler = {
      now: () => now,
      after: (ms, run) => {
        next = { at: now + ms, run }
        return () => {
          next = null
        }
      },
    }
    return {
      scheduler,
      advance(to) {
        now = to
        const due = next
        if (due !== null && due.at <= to) due.run()
      },
    }
  }

  test('C1 lateness does not add up', () => {
    const { scheduler, advance } = fake()
    const late: number[] = []
    const clock = new FrameClock(scheduler, 20, {
      step: () => false,
      tick: (_tick, report) => late.push(report.lateMs),
    })
    for (let n = 1; n <= 100; n++) advance(n * 20 + (n % 3))
    clock.stop()
    expect(late).toHaveLength(100)
    expect(Math.max(...late)).toBeLessThanOrEqual(2)
  })

  test('C2 after a stop two ticks are run and the others counted', () => {
    const { scheduler, advance } = fake()
    const ticks: number[] = []
    let skipped = 0
    const tick = (n: number, report: TickReport) => {
      ticks.push(n)
      skipped += report.skipped
    }
    new FrameClock(scheduler, 20, { step: () => false, tick })
    advance(20)
    advance(1020)
    expect([ticks, skipped]).toEqual([[1, 50, 51], 48])
  })

  test('C4 steps come every 4 ms until 25 of them found nothing to do, then with the ticks; ticks come all the same', () => {
    const { scheduler, advance } = fake()
    const steps: number[] = []
    let ticks = 0
    let now = 0
    const step = () => steps.push(now) > 0 && now <= 40
    new FrameClock(scheduler, 4, { step, tick: () => ticks++ })
    for (now = 1; now <= 200; now++) advance(now)
    const every4 = Array.from({ length: 31 }, (_, i) => 20 + 4 * i)
    expect(steps).toEqual([...every4, 160, 180, 200])
    expect(ticks).toBe(10)
  })
})
