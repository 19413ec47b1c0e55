import { expect, it } from 'vitest'
import type { FlowNode } from '#protocol/flow-config'
import { exitsOf, missingPorts, withExit, withoutExit } from './flow-exits.ts'

const hours: FlowNode = { id: 'h', kind: 'hours', hours: 'main', open: 'a', closed: 'b' }
const compare: FlowNode = {
  ...{ id: 'c', kind: 'compare', value: 'x', otherwise: 'o' },
  cases: [
    { op: 'equal', to: '1', next: 'a' },
    { op: 'empty', to: '', next: 'b' },
  ],
}

it('a way that need not be there is added and taken away again', () => {
  expect(missingPorts(hours)).toEqual(['holiday'])
  const more = withExit(hours, 'holiday', 'c')
  expect([exitsOf(more).at(-1), missingPorts(more)]).toEqual([{ port: 'holiday', to: 'c' }, []])
  expect(withoutExit(more, 'holiday')).toEqual(hours)
})

it('a way that must be there stays', () => {
  expect(withoutExit(hours, 'open')).toBe(hours)
})

it('cases are led by their number from one', () => {
  expect(exitsOf(withExit(compare, 'case:2', 'z')).map(({ port, to }) => `${port} ${to}`)).toEqual([
    'case:1 a',
    'case:2 z',
    'otherwise o',
  ])
})
