// The quick cells of the matrix of SIP features × peers; tests/interop/matrix/run.ts runs all of them.
import { afterAll, beforeAll, describe, it } from 'vitest'
import { isMissing } from '../harness/missing.ts'
import { Bench } from './matrix/bench.ts'
import { type Cell, FEATURES, isPeerMissing, PEERS } from './matrix/features.ts'

const quick = PEERS.flatMap((peer) =>
  FEATURES.flatMap(({ name, cells }) => {
    const cell: Cell | string = cells[peer]
    return typeof cell !== 'string' && cell.quick ? [{ name, peer, run: cell.run }] : []
  }),
)

describe.skipIf(isMissing('chromium'))('SIP features', () => {
  let bench: Bench

  beforeAll(async () => {
    bench = await Bench.start()
  })
  afterAll(() => bench?.close())

  for (const { name, peer, run } of quick)
    it.skipIf(isPeerMissing[peer])(`${name} × ${peer}`, async () => {
      await run(bench)
    })
})
