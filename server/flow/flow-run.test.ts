import { describe, expect, it } from 'vitest'
import { flowSample, hoursSample, queueSample } from '../../tests/harness/samples.ts'
import { walkTable } from '../../tests/harness/state-table.ts'
import type { Effect } from '../machine/effects.ts'
import type { FlowRunInput } from './flow-inputs.ts'
import { newFlowRun, stepFlowRun } from './flow-run.ts'
import type { FlowRun } from './flow-state.ts'

const start = (forced: 'open' | 'closed' = 'open'): FlowRunInput => ({
  type: 'start',
  callId: 'c1',
  legId: 'l1',
  flow: flowSample(),
  hours: [hoursSample(forced)],
  queues: [queueSample()],
  at: null,
})
const step = (run: FlowRun, input: FlowRunInput) => stepFlowRun(run, input, 1000)
const playerOf = (run: FlowRun) => (run.state === 'live' && 'playerId' in run.stage ? (run.stage.playerId ?? '') : '')
const stageOf = (run: FlowRun) => (run.state === 'live' ? run.stage.name : run.state)
const played = (run: FlowRun) => step(run, { type: 'player.finished', playerId: playerOf(run) })
const said = (effects: Effect[]) => effects.flatMap((effect) => (effect.type === 'play' ? effect.prompts : []))
const told = (effects: Effect[]) =>
  effects.flatMap((effect) =>
    effect.type === 'tell' && effect.machine === 'call'
      ? [effect.input.type === 'flow.went' ? effect.input.step : effect.input.type]
      : [],
  )

const [greeting] = step(newFlowRun('c1.f1'), start())
const [prompting] = played(greeting)
const [listening] = played(prompting)
const [inQueue] = step(listening, { type: 'digit', digit: '1' })
const [greetingMessage] = step(listening, { type: 'digit', digit: '2' })
const [taking] = played(greetingMessage)
const [goodbye] = step(taking, { type: 'message.ended' })

describe('flow run', () => {
  it('F1-F14 does in every state with every input what the table says', () => {
    walkTable({
      step: stepFlowRun,
      states: {
        new: newFlowRun('c1.f1'),
        playing: greeting,
        prompting,
        listening,
        inQueue,
        greetingMessage,
        taking,
        goodbye,
        ended: { state: 'ended', id: 'c1.f1' },
      },
      inputs: {
        start: start(),
        one: { type: 'digit', digit: '1' },
        wrong: { type: 'digit', digit: '9' },
        first: { type: 'player.finished', playerId: 'flow-run:c1.f1:1' },
        second: { type: 'player.finished', playerId: 'flow-run:c1.f1:2' },
        third: { type: 'player.finished', playerId: 'flow-run:c1.f1:3' },
        queueLeft: { type: 'queue.left', why: 'timeout' },
        messageEnded: { type: 'message.ended' },
        hangUp: { type: 'hang-up' },
        silentGateway: { type: 'gateway.reconciled', players: [] },
        noKey: { type: 'timer', name: 'no-key' },
      },
      nameOf: stageOf,
      rows: `
        start           one      wrong     first     second         third          queueLeft        messageEnded   hangUp silentGateway  noKey
        new             playing  -         -         -              -              -                -              -      -              -              -
        playing         -        in-queue  prompting prompting      -              -                -              -      ended          prompting      -
        prompting       -        in-queue  prompting -              listening      -                -              -      ended          listening      -
        listening       -        in-queue  prompting -              -              -                -              -      ended          -              prompting
        inQueue         -        -         -         -              -              -                greeting-message -    ended          -              -
        greetingMessage -        -         -         -              -              taking-message   -              -      ended          taking-message -
        taking          -        -         -         -              -              -                -              saying-goodbye ended  -              -
        goodbye         -        -         -         -              -              -                -              -      ended          ended          -
        ended           -        -         -         -              -              -                -              -      -              -              -
      `,
    })
  })

  it('F5 walks from open hours by greeting and menu to the queue, leaving its steps on the call', () => {
    const path = [
      ...told(step(newFlowRun('c1.f1'), start())[1]),
      ...told(played(greeting)[1]),
      ...told(step(listening, { type: 'digit', digit: '1' })[1]),
    ]
    expect(path).toEqual(['hours:open', 'greeting', 'menu', 'menu:1', 'queue', 'flow.queue'])
  })

  it('F5 takes a message when the centre is closed', () => {
    const [closed, effects] = step(newFlowRun('c1.f1'), start('closed'))
    expect(said(effects)).toEqual(['closed'])
    expect(said(played(closed)[1])).toEqual(['leave-message', 'beep'])
  })

  it('F7 ends politely after as many silent tries as the menu allows', () => {
    let run = prompting
    const heard: string[] = []
    for (let i = 0; i < 3; i++) {
      run = played(run)[0]
      const [next, effects] = step(run, { type: 'timer', name: 'no-key' })
      heard.push(...said(effects))
      run = next
    }
    expect(heard).toEqual(['no-key', 'menu-service', 'no-key', 'menu-service', 'goodbye'])
    expect(told(played(run)[1])).toEqual(['flow.ended'])
  })

  it('F8 stops the prompt when a key comes early', () => {
    const [, effects] = step(prompting, { type: 'digit', digit: '1' })
    expect(effects).toContainEqual({ type: 'gateway', command: { type: 'player.stop', playerId: playerOf(prompting) } })
  })

  it('F9 a key pressed during the greeting ends it and chooses in the menu behind it', () => {
    const [run, effects] = step(greeting, { type: 'digit', digit: '1' })
    expect(stageOf(run)).toBe('in-queue')
    expect(effects).toContainEqual({ type: 'gateway', command: { type: 'player.stop', playerId: playerOf(greeting) } })
    expect(told(effects)).toEqual(['menu', 'menu:1', 'queue', 'flow.queue'])
  })

  it('F2 ends the flow at a node that does not exist', () => {
    const flow = { ...flowSample(), start: 'nowhere' }
    const [run, effects] = step(newFlowRun('c1.f1'), { ...start(), flow } as FlowRunInput)
    expect(run.state).toBe('ended')
    expect(told(effects)).toEqual(['end', 'flow.ended'])
  })

  it('F3 ends a flow that walks in a circle without a sound', () => {
    const nodes = [{ id: 'a', kind: 'hours', hours: 'main', open: 'a', closed: 'a' }] as const
    const flow = { ...flowSample(), start: 'a', nodes: [...nodes] }
    const [run, effects] = step(newFlowRun('c1.f1'), { ...start(), flow } as FlowRunInput)
    expect(run.state).toBe('ended')
    expect(told(effects).slice(-2)).toEqual(['loop', 'flow.ended'])
  })
})
