// What every line driver does, as tests: run once for each driver, on a rig of its own.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LegId, LineId } from '#protocol/ids'
import type { LineConfig } from '#protocol/line-config'
import type { LineDriver, LineFact } from '../line-driver.ts'

export interface LineDriverRig {
  readonly driver: LineDriver
  readonly facts: LineFact[]
  /** A line of the driver's kind that may dial, with a number of its own. */
  line(id: LineId, changed?: { enabled?: boolean; outbound?: boolean }): LineConfig
  numberOf(id: LineId): string
  /** Somebody calls the line's number. */
  callIn(id: LineId, from: string): { hangUp(): void }
  /** Numbers that answer, are busy, or ring for ever. */
  readonly numbers: { answers: string; busy: string; silent: string }
  advance(ms: number): Promise<void>
  close(): Promise<void>
}

/** Longest time that caller id, tones or ringing may need to show. */
const A_WHILE_MS = 15_000
const CALLER = '13800138001'

type FactOf<T extends LineFact['type']> = Extract<LineFact, { type: T }>

export function lineDriverContract(name: string, makeRig: () => Promise<LineDriverRig>): void {
  let rig: LineDriverRig
  const of = <T extends LineFact['type']>(type: T): FactOf<T>[] =>
    rig.facts.filter((fact): fact is FactOf<T> => fact.type === type)
  const offered = async (lineId: LineId): Promise<{ legId: LegId; hangUp(): void }> => {
    const call = rig.callIn(lineId, CALLER)
    await rig.advance(A_WHILE_MS)
    const [leg] = of('leg.offered')
    expect(leg).toBeDefined()
    return { legId: leg!.legId, hangUp: call.hangUp }
  }
  const dial = async (lineId: LineId, to: string, legId = 'leg-1'): Promise<void> => {
    rig.driver.dial({ legId, lineId, to, from: '' })
    await rig.advance(A_WHILE_MS)
  }

  beforeEach(async () => {
    rig = await makeRig()
    rig.driver.configure([rig.line('one')])
    await rig.advance(1000)
  })
  afterEach(async () => {
    for (const facts of byLeg(rig.facts).values()) expect(facts.join(' ')).toMatch(LEG_GRAMMAR)
    await rig.close()
  })

  describe(`line driver contract: ${name}`, () => {
    describe('lines', () => {
      test('a configured line comes up', () => {
        expect(of('line.changed').at(-1)).toMatchObject({ lineId: 'one', state: 'up', fault: null, calls: 0 })
      })
      test('a disabled line says so', async () => {
        rig.driver.configure([rig.line('one', { enabled: false })])
        await rig.advance(1000)
        expect(of('line.changed').at(-1)).toMatchObject({ lineId: 'one', state: 'disabled' })
      })
      test('a line that stays keeps its call, one that goes ends it', async () => {
        const { legId } = await offered('one')
        rig.driver.configure([rig.line('one'), rig.line('two')])
        await rig.advance(1000)
        expect(of('leg.ended')).toEqual([])
        rig.driver.configure([rig.line('two')])
        await rig.advance(1000)
        expect(of('leg.ended')).toMatchObject([{ legId, cause: 'shutdown', by: 'us' }])
      })
    })

    describe('calls coming in', () => {
      test('offered once, with who calls and which number', async () => {
        const { legId } = await offered('one')
        expect(of('leg.offered')).toEqual([
          { type: 'leg.offered', legId, lineId: 'one', dialed: rig.numberOf('one'), presented: CALLER, name: '' },
        ])
        expect(rig.driver.legs()).toEqual([{ legId, state: 'offered' }])
        expect(of('line.changed').at(-1)).toMatchObject({ lineId: 'one', state: 'up', calls: 1 })
      })
      test('answered, and hung up by us', async () => {
        const { legId } = await offered('one')
        rig.driver.ring(legId)
        rig.driver.answer(legId)
        await rig.advance(1000)
        expect(of('leg.answered')).toEqual([{ type: 'leg.answered', legId }])
        expect(rig.driver.legs()).toEqual([{ legId, state: 'answered' }])
        rig.driver.hangUp(legId, 'flow-ended')
        await rig.advance(1000)
        expect(of('leg.ended')).toMatchObject([{ legId, cause: 'flow-ended', by: 'us' }])
        expect(rig.driver.legs()).toEqual([])
        expect(of('line.changed').at(-1)).toMatchObject({ calls: 0 })
      })
      test('answered, and hung up by the caller', async () => {
        const { legId, hangUp } = await offered('one')
        rig.driver.answer(legId)
        await rig.advance(3000)
        hangUp()
        await rig.advance(A_WHILE_MS)
        expect(of('leg.ended')).toMatchObject([{ legId, cause: 'normal', by: 'them' }])
      })
      test('the caller gives up', async () => {
        const { legId, hangUp } = await offered('one')
        hangUp()
        await rig.advance(A_WHILE_MS)
        expect(of('leg.ended')).toMatchObject([{ legId, cause: 'cancelled', by: 'them' }])
      })
      test('refused', async () => {
        const { legId } = await offered('one')
        rig.driver.hangUp(legId, 'rejected')
        await rig.advance(1000)
        expect(of('leg.ended')).toMatchObject([{ legId, cause: 'rejected', by: 'us' }])
        expect(rig.driver.legs()).toEqual([])
      })
      test('the line takes the next call', async () => {
        const { legId, hangUp } = await offered('one')
        rig.driver.answer(legId)
        await rig.advance(1000)
        rig.driver.hangUp(legId, 'normal')
        hangUp()
        await rig.advance(A_WHILE_MS)
        rig.callIn('one', CALLER)
        await rig.advance(A_WHILE_MS)
        expect(of('leg.offered')).toHaveLength(2)
      })
    })

    describe('calls going out', () => {
      test('answered', async () => {
        await dial('one', rig.numbers.answers)
        expect(of('leg.answered')).toEqual([{ type: 'leg.answered', legId: 'leg-1' }])
        expect(of('leg.progressed').length).toBeGreaterThan(0)
        expect(rig.driver.legs()).toEqual([{ legId: 'leg-1', state: 'answered' }])
        rig.driver.hangUp('leg-1', 'normal')
        await rig.advance(1000)
        expect(of('leg.ended')).toMatchObject([{ legId: 'leg-1', cause: 'normal', by: 'us' }])
      })
      test('busy', async () => {
        await dial('one', rig.numbers.busy)
        expect(of('leg.ended')).toMatchObject([{ legId: 'leg-1', cause: 'busy', by: 'them' }])
        expect(rig.driver.legs()).toEqual([])
      })
      test('rings, and we give up', async () => {
        await dial('one', rig.numbers.silent)
        expect(rig.driver.legs()).toEqual([{ legId: 'leg-1', state: 'dialing' }])
        rig.driver.hangUp('leg-1', 'no-answer')
        await rig.advance(1000)
        expect(of('leg.ended')).toMatchObject([{ legId: 'leg-1', cause: 'no-answer', by: 'us' }])
      })
      test('given up before anything came of it', async () => {
        rig.driver.dial({ legId: 'leg-1', lineId: 'one', to: rig.numbers.answers, from: '' })
        rig.driver.hangUp('leg-1', 'cancelled')
        await rig.advance(A_WHILE_MS)
        expect(of('leg.ended')).toMatchObject([{ legId: 'leg-1', cause: 'cancelled', by: 'us' }])
      })
      test('no such line, a disabled one, one that is not outbound', async () => {
        rig.driver.configure([rig.line('two', { enabled: false }), rig.line('three', { outbound: false })])
        for (const lineId of ['one', 'two', 'three']) await dial(lineId, rig.numbers.answers, `leg-${lineId}`)
        expect(of('leg.ended').map(({ legId, cause }) => [legId, cause])).toEqual([
          ['leg-one', 'unreachable'],
          ['leg-two', 'unreachable'],
          ['leg-three', 'rejected'],
        ])
      })
    })

    test('what is said of unknown legs is ignored, and a leg ends once', async () => {
      rig.driver.answer('nobody')
      rig.driver.hangUp('nobody', 'normal')
      await dial('one', rig.numbers.answers)
      rig.driver.hangUp('leg-1', 'normal')
      rig.driver.hangUp('leg-1', 'normal')
      await rig.advance(1000)
      expect(of('leg.ended')).toHaveLength(1)
    })
    test('close ends what there is', async () => {
      const { legId } = await offered('one')
      const closed = rig.driver.close()
      await rig.advance(2000)
      await closed
      expect(of('leg.ended')).toMatchObject([{ legId, cause: 'shutdown', by: 'us' }])
    })
  })
}

/** Offered or dialled, progress of the dialled, answered at most once, ended at most once and last. */
const LEG_GRAMMAR = /^(leg\.offered ?|(leg\.progressed ?)*)(leg\.answered ?)?(leg\.held ?)*(leg\.ended)?$/

function byLeg(facts: LineFact[]): Map<LegId, string[]> {
  const all = new Map<LegId, string[]>()
  for (const fact of facts) {
    if (fact.type === 'line.changed') continue
    all.set(fact.legId, [...(all.get(fact.legId) ?? []), fact.type])
  }
  return all
}
