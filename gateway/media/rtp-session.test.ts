import { describe, expect, test } from 'vitest'
import { RtpSession } from './rtp-session.ts'
import type { PacketHead, SoundSink } from './sound-port.ts'

const NEGOTIATED = {
  formats: [
    { codec: 'PCMA', payloadType: 8 },
    { codec: 'opus', payloadType: 111 },
  ],
  telephoneEvent: 101,
  comfortNoise: 13,
} as const

/** Two far ends of each other, with a clock that the test moves. */
function twoSessions() {
  let now = 1000
  const told: string[] = []
  const sinkOf = (name: string): SoundSink => ({
    receive: (_bytes, start, end, head) => told.push(`${name} ${head.codec} ${end - start}`),
    digit: (digit) => told.push(`${name} digit ${digit}`),
    keyHeld: () => told.push(`${name} held`),
  })
  const a = new RtpSession(sinkOf('a'), () => now)
  const b = new RtpSession(sinkOf('b'), () => now)
  for (const session of [a, b]) session.negotiated(NEGOTIATED)
  const payload = new Uint8Array(160)
  return {
    a,
    b,
    told,
    pass: (ms: number): void => {
      now += ms
    },
    /** 20 ms of A-law from one to the other, or into the void. */
    speak(from: RtpSession, to: RtpSession | null): void {
      now += 20
      const length = from.build('PCMA', payload, 0, 160, null)
      to?.receive(from.packet.bytes, length)
    },
    /** The report of one, as the other takes it, so long after it was made. */
    report(from: RtpSession, to: RtpSession, onTheWayMs: number): void {
      const report = Buffer.from(from.report(now))
      now += onTheWayMs
      to.receiveReport(report, now)
    },
  }
}

describe('S6 quality in both directions', () => {
  test('what we lost, what the far end lost of ours, and the round trip', () => {
    const { a, b, speak, report } = twoSessions()
    for (let n = 0; n < 200; n++) {
      speak(a, n % 20 === 5 ? null : b)
      speak(b, n % 50 === 5 ? null : a)
    }
    report(a, b, 30)
    report(b, a, 30)
    const { received, lost, roundTripMs, there, codec } = a.takeQuality()
    expect([received, lost, codec]).toEqual([196, 4, 'PCMA'])
    expect(there?.lostShare).toBeCloseTo(0.05, 2)
    expect(there?.codec).toBe('PCMA')
    expect(Math.abs((roundTripMs ?? 0) - 60)).toBeLessThan(2)
  })

  test('null there while the far end reports nothing, and after its last report was told', () => {
    const { a, b, speak, report } = twoSessions()
    speak(a, b)
    expect(a.takeQuality().there).toBeNull()
    report(b, a, 10)
    expect(a.takeQuality().there).not.toBeNull()
    expect(a.takeQuality().there).toBeNull()
  })

  test('jitter there in milliseconds, whatever the clock of the codec', () => {
    const { a, b, pass, report } = twoSessions()
    const head: PacketHead = { codec: 'opus', source: 1, sequence: 0, timestamp: 0, marker: false, jitterMs: 0 }
    for (let n = 0; n < 400; n++) {
      pass(n % 2 ? 10 : 30)
      head.sequence++
      head.timestamp += 960
      b.receive(a.packet.bytes, a.build('opus', new Uint8Array(60), 0, 60, head))
    }
    report(b, a, 10)
    const { there } = a.takeQuality()
    expect(there?.codec).toBe('opus')
    expect(there?.jitterMs).toBeCloseTo(10, 0)
  })

  test('a second of the link: what was due and what did not come', () => {
    const { a, b, speak } = twoSessions()
    for (let n = 0; n < 50; n++) speak(a, n % 10 === 5 ? null : b)
    expect(b.takeSecond()).toEqual({ expected: 50, lost: 5 })
    expect(b.takeSecond()).toEqual({ expected: 0, lost: 0 })
  })
})

test('T7 every packet of an event says that the key is held, the first says which', () => {
  const { a, b, told } = twoSessions()
  for (let step = 0; step < 5; step++) {
    const length = a.buildEvent({ code: 7, end: step > 2, duration: 160 * (step + 1), step })
    b.receive(a.packet.bytes, length)
  }
  expect(told).toEqual(['b held', 'b digit 7', ...Array(4).fill('b held')])
})

describe('what is built and taken', () => {
  test('each codec under its payload type and clock, with no gap where one follows another', () => {
    const { a, pass } = twoSessions()
    const packet = a.packet.bytes
    const sent = (codec: 'PCMA' | 'opus' | 'CN' | 'G722'): [type: number, sequence: number] | null => {
      pass(20)
      return a.build(codec, new Uint8Array(20), 0, 20, null) === 0 ? null : [packet[1]! & 127, packet[3]!]
    }
    const first = sent('PCMA')!
    const types = [first, sent('opus'), sent('CN'), sent('PCMA')]
    expect(types.map((one) => one?.[0])).toEqual([8, 111, 13, 8])
    expect(types.map((one) => (one![1] - first[1]) & 255)).toEqual([0, 1, 2, 3])
    expect(sent('G722')).toBeNull()
  })

  test('what was not negotiated is not taken', () => {
    const { a, b, told } = twoSessions()
    b.negotiated({ formats: [{ codec: 'G722', payloadType: 9 }], telephoneEvent: null, comfortNoise: null })
    expect(b.receive(a.packet.bytes, a.build('PCMA', new Uint8Array(160), 0, 160, null))).toBe('payload-type')
    expect(told).toEqual([])
  })
})
