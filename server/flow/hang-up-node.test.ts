import { describe, expect, it } from 'vitest'
import type { FlowNode, HangUpHow } from '#protocol/flow-config'
import { FlowWalk, flowOf } from '../../tests/harness/flow-walk.ts'
import { hoursSample, queueSample } from '../../tests/harness/samples.ts'
import { endsUnheard } from './unheard.ts'

const bye = (how: HangUpHow, prompt: string | null = null): FlowNode => ({ id: 'bye', kind: 'hang-up', prompt, how })
const tones = ({ effects }: FlowWalk): number[] =>
  effects.flatMap((effect) =>
    effect.type === 'gateway' && effect.command.type === 'player.start'
      ? effect.command.items.flatMap((item) => (item.kind === 'tone' ? [item.ms] : []))
      : [],
  )

describe('a node that hangs up', () => {
  it('F12 normally: no cause, no tone', () => {
    const walk = new FlowWalk(flowOf([bye('normal', 'goodbye')])).heard()
    expect(walk.told).toEqual([{ type: 'flow.ended' }])
    expect(tones(walk)).toEqual([])
  })

  it.each([
    ['busy', 350],
    ['congestion', 700],
  ] as const)('F43 %s: after the word its tone, five seconds of it, then the cause', (how, ms) => {
    const walk = new FlowWalk(flowOf([bye(how, 'goodbye')])).heard()
    expect(walk.stage).toBe('sounding-tone')
    expect(new Set(tones(walk))).toEqual(new Set([ms]))
    expect(2 * ms * tones(walk).length).toBeGreaterThanOrEqual(4500)
    expect(walk.told).toEqual([])
    expect(walk.heard().told).toEqual([{ type: 'flow.ended', cause: how }])
  })

  it('F43 rejected: the cause alone', () => {
    const walk = new FlowWalk(flowOf([bye('rejected')]))
    expect(walk.told).toEqual([{ type: 'flow.ended', cause: 'rejected' }])
    expect(tones(walk)).toEqual([])
  })

  it('F43 before the answer the network gives the tone; after a question the call is answered', () => {
    const early = new FlowWalk(flowOf([bye('busy', 'goodbye')]), { unanswered: true }).heard()
    expect([tones(early), early.told]).toEqual([[], [{ type: 'flow.ended', cause: 'busy' }]])
    const asked = { prompt: 'm', wrongPrompt: 'w', silentPrompt: 's', timeoutMs: 5000, tries: 1, failed: 'bye' }
    const menu: FlowNode = { id: 'm', kind: 'menu', ...asked, keys: { '1': 'bye' } }
    const answered = new FlowWalk(flowOf([menu, bye('busy')]), { unanswered: true }).keys('1')
    expect(answered.stage).toBe('sounding-tone')
  })
})

describe('a flow that ends unheard', () => {
  const compare: FlowNode = {
    ...{ id: 'c', kind: 'compare', value: '{{ANI}}', otherwise: 'play' },
    cases: [{ op: 'starts-with', to: '+86170', next: 'bye' }],
  }
  const play: FlowNode = { id: 'play', kind: 'play', prompt: 'p', next: 'bye' }
  const unheard = (nodes: FlowNode[], caller = '+8617012345678') =>
    endsUnheard(
      'c1.f1',
      {
        ...{ type: 'start', callId: 'c1', legId: 'l1', flow: flowOf(nodes), hours: [hoursSample('open')], at: null },
        ...{ queues: [queueSample()], caller },
      },
      0,
    )

  it('F43 comes to such a node by nothing but thinking', () => {
    expect(unheard([compare, play, bye('busy')])).toBe(true)
    expect(unheard([compare, play, bye('rejected')])).toBe(true)
    expect(unheard([compare, play, bye('busy')], '+8613800138000')).toBe(false)
  })

  it('F43 not where it hangs up normally, says a word, or asks', () => {
    expect(unheard([bye('normal')])).toBe(false)
    expect(unheard([bye('busy', 'goodbye')])).toBe(false)
    expect(unheard([{ id: 'q', kind: 'customer', number: '', found: 'bye', unknown: 'bye' }, bye('busy')])).toBe(false)
  })
})
