import { describe, expect, it } from 'vitest'
import type { FlowNode } from '#protocol/flow-config'
import { FlowWalk, flowOf } from '../../tests/harness/flow-walk.ts'
import { Random } from '../../tests/simulation/random.ts'
import type { Effect } from '../machine/effects.ts'
import { MAX_NODES } from './flow-state.ts'

const WALKS = 10_000

const asked = { prompt: 'ask', wrongPrompt: 'wrong', silentPrompt: 'silent', timeoutMs: 5000 }

/** A node of any kind whose ways out lead anywhere, also to what does not exist. */
function randomNode(random: Random, id: string, count: number): FlowNode {
  const to = () => (random.chance(0.1) ? '' : `n${random.between(0, count + 1)}`)
  const tries = random.between(1, 4)
  const digits = { min: 1, max: 4, finishKey: '#' as const, betweenMs: 2000 }
  const makers: (() => FlowNode)[] = [
    () => ({ id, kind: 'hours', hours: random.pick(['main', 'gone']), open: to(), closed: to(), holiday: to() }),
    () => ({ id, kind: 'play', prompt: 'p', next: to(), whole: random.chance(0.2) }),
    () => ({ id, kind: 'say', value: random.pick(['12', 'x', '{{a}}']), as: 'number', next: to() }),
    () => ({ id, kind: 'language', language: random.pick(['zh-CN', 'en'] as const), next: to() }),
    () => ({ id, kind: 'menu', ...asked, tries, keys: { '1': to(), '2': to() }, failed: to(), silent: to() }),
    () => ({
      ...{ id, kind: 'collect', ...asked, ...digits, tries, into: 'a', secret: random.chance(0.3) },
      ...{ check: { kind: 'range', from: 0, to: 500 }, failed: to(), next: to() },
    }),
    () => ({ id, kind: 'survey', ...asked, tries, topic: 't', lowest: 1, highest: 5, failed: to(), next: to() }),
    () => ({ id, kind: 'set', into: 'a', value: '{{a}}1', next: to() }),
    () => ({ id, kind: 'compare', value: '{{a}}', cases: [{ op: 'less', to: '9', next: to() }], otherwise: to() }),
    () => ({ id, kind: 'loop', times: 3, body: to(), done: to() }),
    () => ({ id, kind: 'sub-flow', flow: random.pick(['f', 'gone']), next: to() }),
    () => ({ id, kind: 'split', shares: [{ percent: 50, next: to() }], otherwise: to() }),
    () => ({ id, kind: 'queue', queue: random.pick(['service', 'gone']), full: to(), timeout: to() }),
    () => ({ id, kind: 'queue-status', queue: 'service', next: to() }),
    () => ({ id, kind: 'ring', party: { kind: 'agent', agent: 'a1' }, ringMs: 9000, busy: to(), noAnswer: to() }),
    () => ({ id, kind: 'ring', party: { kind: 'number', number: '1' }, ringMs: 9000, busy: to(), noAnswer: to() }),
    () => ({ id, kind: 'message', prompt: 'm', maxMs: 9000, box: 'b', next: to() }),
    () => ({ id, kind: 'callback', queue: 'service', number: '', next: to(), failed: to() }),
    () => ({ id, kind: 'customer', number: '', found: to(), unknown: to() }),
    () => ({ id, kind: 'listed', list: 'l', number: '{{a}}', yes: to(), no: to() }),
    () => ({ id, kind: 'customer-note', number: '', text: 't', next: to(), failed: to() }),
    () => ({
      ...{ id, kind: 'http', method: 'GET', url: 'https://h.example/', headers: [], body: '', timeoutMs: 900 },
      ...{ take: [], waitPrompt: random.chance(0.5) ? 'w' : null, next: to(), failed: to() },
    }),
    () => ({ id, kind: 'end' }),
    () => ({ id, kind: 'hang-up', prompt: random.chance(0.5) ? 'bye' : null, how: random.pick(['normal', 'busy']) }),
    () => ({ id, kind: 'record', prompt: 'r', into: 'a', maxMs: 9000, stopKey: '#', next: to(), nothing: to() }),
  ]
  return random.pick(makers)()
}

/** What a caller and the world do next, by what the walk waits for. */
function act(walk: FlowWalk, random: Random): void {
  if (random.chance(0.01)) walk.give({ type: 'hang-up', gone: random.chance(0.7) })
  else if (random.chance(0.05)) walk.give({ type: 'gateway.reconciled', players: [] })
  else if (walk.stage === 'asking')
    random.chance(0.8)
      ? walk.answer({ ok: random.chance(0.7), values: random.chance(0.3) ? { a: '3' } : {} })
      : walk.give({ type: 'timer', name: 'answer' })
  else if (walk.stage === 'in-queue') walk.give({ type: 'queue.left', why: random.pick(['full', 'timeout', 'key']) })
  else if (walk.stage === 'ringing') walk.give({ type: 'ring.ended', why: random.pick(['busy', 'no-answer']) })
  else if (walk.stage === 'taking-message') walk.give({ type: 'message.ended' })
  else if (walk.stage === 'recording')
    walk.give({ type: 'record.ended', recordingId: 'c.r1', ms: random.between(0, 9000), cut: random.chance(0.5) })
  else if (walk.stage === 'listening' || walk.stage === 'typing')
    random.chance(0.7) ? walk.keys(random.pick([...'1234567890*#'])) : walk.silence()
  else if (random.chance(0.3)) walk.keys(random.pick([...'1234567890*#']))
  else walk.heard()
}

/** Timers that are set and not cleared, once the walk has ended the runner clears all: what matters is who waits for what. */
function waitsFor(walk: FlowWalk): string[] {
  const set = new Set<string>()
  for (const effect of walk.effects) {
    if (effect.type === 'set-timer') set.add(effect.name)
    if (effect.type === 'clear-timer') set.delete(effect.name)
  }
  return [...set]
}

const playersLeft = (effects: Effect[]): string[] => {
  const running = new Set<string>()
  for (const effect of effects) {
    if (effect.type === 'play' && effect.loop) running.add(effect.playerId)
    if (effect.type === 'gateway' && effect.command.type === 'player.stop') running.delete(effect.command.playerId)
  }
  return [...running]
}

describe('random flows', () => {
  it('F3 F38 every walk ends, waits for nothing it has not asked for, and leaves nothing playing', () => {
    for (let seed = 1; seed <= WALKS; seed++) {
      const random = new Random(seed)
      const count = random.between(1, 31)
      const nodes = Array.from({ length: count }, (_, i) => randomNode(random, `n${i}`, count))
      const flow = flowOf(nodes, random.chance(0.5) ? { afterHangUp: `n${random.between(0, count)}` } : {})
      const walk = new FlowWalk(flow, { callId: `c${seed}`, flows: [flow] })
      let acts = 0
      while (walk.stage !== 'ended') {
        acts += 1
        if (walk.stage === 'asking' && !waitsFor(walk).includes('answer'))
          throw new Error(`seed ${seed}: asks without a limit`)
        if (walk.stage === 'listening' && !waitsFor(walk).includes('no-key'))
          throw new Error(`seed ${seed}: waits without a limit`)
        if (acts > 20 * MAX_NODES) throw new Error(`seed ${seed}: does not end`)
        act(walk, random)
      }
      expect(playersLeft(walk.effects), `seed ${seed}`).toEqual([])
    }
  })
})
