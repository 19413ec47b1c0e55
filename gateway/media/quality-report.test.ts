import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Facts, RtpPeer } from './test-peers.ts'
import { WorkerMediaEngine } from './worker-media-engine.ts'

/** An interval of 5 s holds 250 packets, fewer on a busy machine; with too few a share of 1 % cannot be told. */
const ENOUGH = 150

/** ITU-T G.107 with G.113's Bpl of G.711 with concealment; no delay is known, for the peers send no reports. */
function mosAt(lossPercent: number): number {
  const r = 93.2 - (95 * lossPercent) / (lossPercent + 25.1)
  return 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r)
}

test('S6 the MOS of leg.quality is the E-model’s within 0.05, at 1 % and at 5 % lost on the wire', {
  timeout: 30_000,
}, async () => {
  const facts = new Facts()
  const engine = new WorkerMediaEngine({ address: '127.0.0.1', recordingsDir: await mkdtemp(join(tmpdir(), 'media-')) })
  engine.onFact(facts.add)
  const peers: RtpPeer[] = []
  try {
    for (const lossPercent of [1, 5]) {
      const peer = await RtpPeer.open()
      peers.push(peer)
      const legId = `lossy-${lossPercent}`
      const local = await engine.openRtp(legId, 4)
      engine.setRemote(legId, { ...peer.remote(), telephoneEvent: null, send: true, nat: false })
      await engine.stats()
      peer.speak(local, 500, 100 / lossPercent)
    }
    for (const [lossPercent, published] of [
      [1, 4.33],
      [5, 3.92],
    ] as const) {
      const isIt = ({ legId, received }: { legId: string; received: number }): boolean =>
        legId === `lossy-${lossPercent}` && received >= ENOUGH
      const { received, lost, mos } = await facts.first('leg.quality', isIt)
      expect(Math.abs((lost / (received + lost)) * 100 - lossPercent)).toBeLessThan(0.5)
      expect(Math.abs(mos - mosAt(lossPercent))).toBeLessThanOrEqual(0.05)
      expect(Math.abs(mos - published)).toBeLessThanOrEqual(0.05)
    }
  } finally {
    for (const peer of peers) peer.close()
    await engine.close()
  }
})
