// A walk through a few nodes, for tests: acted on as a caller and the world would, with what came of it.

import type { CallInput } from '../../server/call/call-inputs.ts'
import type { FlowRunInput } from '../../server/flow/flow-inputs.ts'
import type { FlowAnswer, FlowQuestion } from '../../server/flow/flow-question.ts'
import { newFlowRun, stepFlowRun } from '../../server/flow/flow-run.ts'
import type { FlowRun, Walker } from '../../server/flow/flow-state.ts'
import type { Effect } from '../../server/machine/effects.ts'
import type { FlowDefinition, FlowNode } from '../../server/protocol/flow-config.ts'
import { hoursSample, queueSample } from './samples.ts'

export const flowOf = (nodes: FlowNode[], more: Partial<FlowDefinition> = {}): FlowDefinition => ({
  id: 'f',
  name: 'Flow',
  version: 1,
  language: 'zh-CN',
  start: nodes[0]?.id ?? '',
  nodes,
  ...more,
})

type Start = FlowRunInput & { type: 'start' }

export class FlowWalk {
  run: FlowRun
  readonly effects: Effect[] = []
  now: number

  constructor(flow: FlowDefinition, more: Partial<Start> = {}, now = Date.parse('2026-11-27T06:05:09Z')) {
    this.now = now
    const { callId = 'c1' } = more
    this.run = newFlowRun(`${callId}.f1`)
    const hours = [hoursSample('open')]
    const where = { callId, legId: 'l1', hours, queues: [queueSample()], at: null, zone: 'Asia/Shanghai' }
    this.give({ type: 'start', flow, caller: '+8613800138000', called: '400800888', ...where, ...more })
  }

  give(input: FlowRunInput): this {
    const [run, effects] = stepFlowRun(this.run, input, this.now)
    this.run = run
    this.effects.push(...effects)
    return this
  }

  get walker(): Walker {
    if (this.run.state !== 'live') throw new Error(`the walk is ${this.run.state}`)
    return this.run
  }

  get stage(): string {
    return this.run.state === 'live' ? this.run.stage.name : this.run.state
  }

  /** What is played has been heard to its end. */
  heard(): this {
    const { stage } = this.walker
    if (!('playerId' in stage) || stage.playerId === null) throw new Error(`nothing is played in ${stage.name}`)
    return this.give({ type: 'player.finished', playerId: stage.playerId })
  }

  keys(digits: string): this {
    for (const digit of digits) this.give({ type: 'digit', digit })
    return this
  }

  silence(): this {
    return this.give({ type: 'timer', name: 'no-key' })
  }

  /** What the walk asked last. */
  get question(): FlowQuestion | undefined {
    return this.effects.findLast((effect) => effect.type === 'ask')?.question
  }

  answer(answer: Partial<FlowAnswer>): this {
    const asked = this.effects.findLast((effect) => effect.type === 'ask')
    if (!asked) throw new Error('nothing was asked')
    return this.give({ type: 'answer', askId: asked.askId, answer: { ok: true, values: {}, ...answer } })
  }

  get said(): string[] {
    return this.effects.flatMap((effect) => (effect.type === 'play' ? effect.prompts : []))
  }

  /** What the call was told beside the path. */
  get told(): CallInput[] {
    return this.effects.flatMap((effect) =>
      effect.type === 'tell' && effect.machine === 'call' && effect.input.type !== 'flow.went' ? [effect.input] : [],
    )
  }

  get path(): string[] {
    return this.effects.flatMap((effect) =>
      effect.type === 'tell' && effect.machine === 'call' && effect.input.type === 'flow.went'
        ? [effect.input.step]
        : [],
    )
  }
}
