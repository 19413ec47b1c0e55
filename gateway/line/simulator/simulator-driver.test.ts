import type { LineConfig } from '#protocol/line-config'
import { type LineDriverRig, lineDriverContract } from '../analogue/line-driver-contract.ts'
import { SimulatorBench, simulatorLine } from './simulator-test-bench.ts'

const NUMBERS: Record<string, string> = { one: '4008008888', two: '4008009999', three: '4008007777' }

async function makeRig(): Promise<LineDriverRig> {
  const bench = new SimulatorBench()
  return {
    driver: bench.driver,
    facts: bench.facts,
    numbers: { answers: '10001', busy: '10002', silent: '10003' },
    numberOf: (id) => NUMBERS[id]!,
    line: (id, changed = {}): LineConfig => simulatorLine({ id, number: NUMBERS[id]!, ...changed }),
    callIn(id, from) {
      const caller = bench.subscriber(from)
      caller.offHook()
      caller.key(NUMBERS[id]!)
      return { hangUp: () => caller.onHook() }
    },
    advance: (ms) => bench.advance(ms),
    close: async () => bench.close(),
  }
}

lineDriverContract('simulator', makeRig)
