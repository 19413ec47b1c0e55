// What a tick of a conference of 32 costs: every leg talks, every leg hears all others. With the room summed once (R9), and with
// each leg's own sum for comparison (one pair of legs 0 dB apart by a gain). `bun tests/load/conference.ts [--ticks=2000]`.
import { Floor } from '../../gateway/media/floor.ts'
import type { PacketHead, SoundPort } from '../../gateway/media/sound-port.ts'

const PARTIES = 32
const FRAME = 160
const ticks = Number(process.argv.find((word) => word.startsWith('--ticks='))?.slice('--ticks='.length) ?? 2000)

const port = (): SoundPort => ({
  codec: 'PCMA',
  takes: (codec) => codec === 'PCMA',
  ptimeMs: 20,
  isUp: true,
  pace: 'packet',
  detectsTones: false,
  takesEvents: true,
  send: () => {},
  takeQuality: () => null,
  close: () => {},
})

/** Microseconds a tick, with the taking in of 32 packets. */
function measure(withGains: boolean): { packetsUs: number; tickUs: number } {
  const floor = new Floor({ digit: () => {}, playerDone: () => {} }, () => 0)
  const ids = Array.from({ length: PARTIES }, (_, i) => `p${i}`)
  const legs = ids.map((id) => floor.open(id, port)).filter((leg) => leg !== null)
  // A gain of 0.1 dB is enough to have every leg summed apart.
  const gains = withGains ? ids.map((legId) => ({ legId, db: 0.1 })) : []
  floor.setRoom(
    'conference',
    ids.map((legId) => ({ legId, hears: ids, gains })),
  )
  const bytes = Uint8Array.from({ length: FRAME }, (_, i) => 0x55 ^ (i & 0x3f))
  const head: PacketHead = { codec: 'PCMA', source: 1, sequence: 0, timestamp: 0, marker: false, jitterMs: 0 }
  let packets = 0
  let mixing = 0
  for (let tick = 0; tick < ticks + 200; tick++) {
    const from = performance.now()
    head.sequence = tick & 0xffff
    head.timestamp = tick * FRAME
    for (const leg of legs) leg.receive(bytes, 0, FRAME, head)
    const taken = performance.now()
    floor.tick(tick)
    if (tick < 200) continue
    packets += taken - from
    mixing += performance.now() - taken
  }
  return { packetsUs: (packets / ticks) * 1000, tickUs: (mixing / ticks) * 1000 }
}

for (const [name, withGains] of [
  ['summed once', false],
  ['each summed apart', true],
] as const) {
  const { packetsUs, tickUs } = measure(withGains)
  const share = ((packetsUs + tickUs) / 20_000) * 100
  console.log(
    `${PARTIES} parties, ${name}: ${tickUs.toFixed(0)} µs a tick + ${packetsUs.toFixed(0)} µs for their packets = ${share.toFixed(1)} % of a core`,
  )
}
