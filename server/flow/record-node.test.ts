import { describe, expect, it } from 'vitest'
import type { FlowNode } from '#protocol/flow-config'
import { FlowWalk, flowOf } from '../../tests/harness/flow-walk.ts'

type Record = FlowNode & { kind: 'record' }
const record: Record = {
  ...{ id: 'r', kind: 'record', prompt: 'ask', beep: true, into: 'said', maxMs: 60_000, stopKey: '#', silenceMs: 3000 },
  ...{ next: 's', nothing: 'no' },
}
const nodes: FlowNode[] = [
  record,
  { id: 's', kind: 'say', value: '{{said}}', as: 'recording', next: 'l' },
  { id: 'l', kind: 'say', value: '{{said.seconds}}', as: 'number', next: '' },
  { id: 'no', kind: 'play', prompt: 'nothing', next: '' },
]
const recording = (more: Partial<Record> = {}) =>
  new FlowWalk(flowOf([{ ...record, ...more }, ...nodes.slice(1)])).heard()
const ended = (ms: number, cut = false) => ({ type: 'record.ended', recordingId: 'c1.r1', ms, cut }) as const

describe('a node that records the caller', () => {
  it('F40 says what to say, a tone where it is wanted, then records', () => {
    const walk = recording()
    expect(walk.said).toEqual(['ask', 'beep'])
    expect(walk.stage).toBe('recording')
    expect(walk.told).toEqual([{ type: 'flow.record', maxMs: 60_000, stopKey: '#', silenceMs: 3000 }])
    const { beep: _none, silenceMs: _never, ...plain } = record
    const other = new FlowWalk(flowOf([plain, ...nodes.slice(1)])).heard()
    expect(other.said).toEqual(['ask'])
    expect(other.told).toEqual([{ type: 'flow.record', maxMs: 60_000, stopKey: '#', silenceMs: null }])
  })

  it('F41 F42 what was said has a name that is said again, and a length', () => {
    const walk = recording().give(ended(7300))
    expect(walk.walker.variables).toEqual({ said: 'c1.r1', 'said.seconds': '7' })
    expect(walk.said.at(-1)).toBe('recording:c1.r1')
    expect(walk.heard().said.at(-1)).toBe('number-7')
    expect(walk.path).toEqual(['r', 'r:ok', 's', 'l'])
  })

  it.each([
    ['shorter than a second', ended(900), 'r:nothing'],
    ['a second long', ended(1000), 'r:ok'],
    ['cut after nothing but silence', ended(3400, true), 'r:nothing'],
    ['cut after a word and silence', ended(3900, true), 'r:ok'],
    ['a key after silence', ended(3400), 'r:ok'],
  ])('F41 %s', (_, input, step) => {
    expect(recording().give(input).path).toContain(step)
  })

  it('F41 who hangs up meanwhile ends the walk, or goes on in its lane', () => {
    expect(recording().give({ type: 'hang-up', gone: true }).stage).toBe('ended')
  })

  it('F42 a text that names no recording is passed over', () => {
    const walk = new FlowWalk(flowOf([{ id: 's', kind: 'say', value: 'a/../b', as: 'recording', next: '' }]))
    expect(walk.path).toEqual(['s:nothing', 'end'])
  })
})
