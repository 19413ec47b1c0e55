import { describe, expect, it } from 'vitest'
import type { TrialGiven } from '#protocol/flow-api'
import type { FlowDefinition, FlowNode } from '#protocol/flow-config'
import type { MessageBoxConfig } from '#protocol/messages'
import { flowOf } from '../../tests/harness/flow-walk.ts'
import { flowSample, hoursSample, queueSample } from '../../tests/harness/samples.ts'
import { tryFlow } from './flow-trial.ts'
import type { TrialWorld } from './trial-world.ts'

/** A Friday, 14:05 in Shanghai. */
const AT = Date.parse('2026-11-27T06:05:00Z')
const given: TrialGiven = { at: AT, caller: '+8613800138000', called: '400800888', keys: [], answers: {} }
const world: TrialWorld = {
  flows: [],
  queues: [queueSample()],
  hours: [{ ...hoursSample('open'), forced: 'auto', zone: 'Asia/Shanghai' }],
  boxes: [],
  zone: 'Asia/Shanghai',
  prompt: (name) => ({ text: `“${name}”`, ms: 1000 }),
}
const box: MessageBoxConfig = {
  ...{ id: 'b', name: 'B', greetingPrompt: 'own-greeting', savedPrompt: 'own-thanks', maxMs: null, most: null },
  ...{ keepDays: null, notice: true, agents: [], teams: [] },
}
const tried = (flow: FlowDefinition, more: Partial<TrialGiven> = {}) => tryFlow(flow, { ...given, ...more }, world)
const bye: FlowNode = { id: 'bye', kind: 'hang-up', prompt: 'goodbye' }
const said = (flow: FlowDefinition, more: Partial<TrialGiven> = {}) =>
  tried(flow, more).lines.flatMap((line) => (line.kind === 'said' ? line.prompts.map(({ name }) => name) : []))

describe('a trial', () => {
  it('T1 T2 walks the flow itself on the clock it is given', () => {
    expect(tried(flowSample(), { keys: ['1'] })).toMatchObject({
      path: ['hours:open', 'greeting', 'menu', 'menu:1', 'queue'],
      end: 'agent',
    })
    expect(tried(flowSample(), { at: Date.parse('2026-11-27T22:00:00Z') }).path).toContain('hours:closed')
  })

  it('T2 what is said takes its time', () => {
    const [first, second] = tried(flowSample(), { keys: ['1'] }).lines.filter(({ kind }) => kind === 'said')
    expect([first?.at, second?.at]).toEqual([0, 1000])
  })

  it('T3 keys, silence and hanging up, one for each question', () => {
    const walked = tried(flowSample(), { keys: ['', '9', 'x'] })
    expect(walked.path).toEqual(['hours:open', 'greeting', 'menu', 'menu:silent', 'menu:wrong'])
    expect(walked.end).toBe('hung-up')
    expect(said(flowSample(), { keys: ['', '', ''] })).toEqual([
      ...['greeting-service', 'menu-service', 'no-key', 'menu-service', 'no-key', 'menu-service', 'goodbye'],
    ])
  })

  it('T4 others answer as they are told, the last answer again and again; else all goes well', () => {
    const http: FlowNode = {
      ...{ id: 'h', kind: 'http', method: 'GET', url: 'https://h.example/', headers: [], body: '', timeoutMs: 900 },
      ...{ take: [{ path: 'a', into: 'a' }], waitPrompt: null, next: 'say', failed: 'h' },
    }
    const flow = flowOf([http, { id: 'say', kind: 'say', value: '{{a}}', as: 'number', next: 'bye' }, bye])
    expect(tried(flow).path).toEqual(['h', 'h:ok', 'say:nothing', 'bye'])
    const answers = {
      h: [
        { way: 'failed', values: {} },
        { way: 'next', values: { a: '7' } },
      ],
    }
    const walked = tried(flow, { answers })
    expect(walked.path).toEqual(['h', 'h:failed', 'h', 'h:ok', 'say', 'bye'])
    expect(walked.variables).toEqual({ a: '7' })
  })

  it('T4, F39 a caller is in no list, but where it is said', () => {
    const flow = flowOf([
      { id: 'l', kind: 'listed', list: 'nuisance', number: '', yes: 'bye', no: 'q' },
      { id: 'q', kind: 'queue', queue: 'service', full: 'bye', timeout: 'bye' },
      bye,
    ])
    expect(tried(flow)).toMatchObject({ path: ['l', 'l:no', 'q'], end: 'agent' })
    const listed = tried(flow, { answers: { l: [{ way: 'yes', values: {} }] } })
    expect(listed).toMatchObject({ path: ['l', 'l:yes', 'bye'], end: 'ended' })
    expect(listed.lines).toContainEqual({ kind: 'asked', at: 0, node: 'l', text: '+8613800138000' })
  })

  it('T5 the queue is full, or lets go in time, where that is said', () => {
    const full = tried(flowSample(), { keys: ['1'], answers: { queue: [{ way: 'full', values: {} }] } })
    expect(full.path.slice(-4)).toEqual(['queue', 'full', 'message', 'saved'])
    expect(full.end).toBe('ended')
  })

  it('T6 whom the agent has left comes back for the survey', () => {
    const asked = { prompt: 'rate', wrongPrompt: 'w', silentPrompt: 's', timeoutMs: 5000, tries: 2, failed: 'bye' }
    const flow = flowOf([
      { id: 'q', kind: 'queue', queue: 'service', full: 'bye', timeout: 'bye', after: 's' },
      { id: 's', kind: 'survey', ...asked, topic: 't', lowest: 1, highest: 5, next: 'bye' },
      bye,
    ])
    expect(tried(flow, { keys: ['5'] })).toMatchObject({ path: ['q', 's', 's:5', 'bye'], end: 'ended' })
  })

  it('T3 secret keys are checked and not shown', () => {
    const asked = { prompt: 'card', wrongPrompt: 'w', silentPrompt: 's', timeoutMs: 5000, tries: 2, failed: '' }
    const flow = flowOf([
      {
        ...{ id: 'c', kind: 'collect', ...asked, into: 'card', min: 8, max: 19, finishKey: '#', betweenMs: 3000 },
        ...{ check: { kind: 'luhn' }, secret: true, next: 'bye' },
      },
      bye,
    ])
    const walked = tried(flow, { keys: ['79927398710#', '79927398713#'] })
    expect(walked.path).toEqual(['c', 'c:wrong', 'c:ok', 'bye'])
    expect(JSON.stringify(walked)).not.toContain('79927398713')
  })

  it('T10 hours are as they are told to be, whatever the clock says', () => {
    const night = Date.parse('2026-11-27T22:00:00Z')
    expect(tried(flowSample(), { at: night, hours: { main: 'open' } }).path).toContain('hours:open')
    expect(tried(flowSample(), { hours: { main: 'closed' } }).path).toContain('hours:closed')
    const flow = flowOf([{ id: 'h', kind: 'hours', hours: 'main', open: '', closed: '', holiday: 'bye' }, bye])
    expect(tried(flow, { hours: { main: 'holiday' } }).path).toEqual(['h:holiday', 'bye'])
    expect(tried(flow, { hours: { other: 'holiday' } }).path).toEqual(['h:open', 'end'])
  })

  it('T10 a box has its own greeting, and says what it says when a message is kept', () => {
    const flow = flowOf([
      { id: 'm', kind: 'message', prompt: 'leave-message', maxMs: 9000, box: 'b', next: 'bye' },
      bye,
    ])
    const heard = tryFlow(flow, given, { ...world, boxes: [box] }).lines.flatMap((line) =>
      line.kind === 'said' ? line.prompts.map(({ name }) => name) : [],
    )
    expect(heard).toEqual(['own-greeting', 'beep', 'own-thanks', 'goodbye'])
  })

  it('T11 what is recorded takes the seconds that are said, or nothing is said', () => {
    const flow = flowOf([
      { id: 'r', kind: 'record', prompt: 'say', into: 'said', maxMs: 9000, stopKey: '#', next: 's', nothing: 'bye' },
      { id: 's', kind: 'say', value: '{{said}}', as: 'recording', next: 'bye' },
      bye,
    ])
    const spoken = tried(flow, { answers: { r: [{ way: 'next', values: { 'said.seconds': '7' } }] } })
    expect(spoken.path).toEqual(['r', 'r:ok', 's', 'bye'])
    expect(spoken.variables['said.seconds']).toBe('7')
    expect(spoken.lines).toContainEqual({ kind: 'spoke', at: 1000, ms: 7000 })
    expect(tried(flow, { answers: { r: [{ way: 'nothing', values: {} }] } }).path).toEqual(['r', 'r:nothing', 'bye'])
  })

  it('T8 a flow that never ends is given up', () => {
    const flow = flowOf([{ id: 'm', kind: 'message', prompt: 'p', maxMs: 1000, box: 'b', next: 'm' }])
    expect(tried(flow).end).toBe('loop')
  })
})
