import { describe, expect, test } from 'vitest'
import { changeOf, NOTHING_PLACED, type Placement, placeRooms } from './room-placement.ts'

const all = (...legs: string[]) => legs.map((legId) => ({ legId, hears: legs.filter((other) => other !== legId) }))
const at = (places: Record<string, number>) => (legId: string) => places[legId]

/** 'home room: legs' and 'leg home<away', in order. */
const shown = ({ rooms, crossings }: Placement): string[] => [
  ...[...rooms.values()].map((room) => `${room.worker} ${room.roomId}: ${room.members.map((m) => m.legId).join(' ')}`),
  ...[...crossings.values()].map(({ legId, home, away }) => `${legId} ${home}<${away}`),
]

describe('F1 where rooms are placed', () => {
  test.each([
    ['one worker', all('a', 'b'), { a: 1, b: 1 }, ['1 r: a b']],
    ['two of equals', all('a', 'b'), { a: 1, b: 0 }, ['0 r: a b', '1 r/a: a cross:a', 'a 0<1']],
    ['most win', all('a', 'b', 'c'), { a: 2, b: 1, c: 2 }, ['2 r: a b c', '1 r/b: b cross:b', 'b 2<1']],
    ['a leg that is not open yet', all('a', 'z'), { a: 1 }, ['1 r: a z']],
    ['nobody is open', all('y', 'z'), {}, ['0 r: y z']],
  ])('%s', (_name, members, places, expected) => {
    expect(shown(placeRooms(new Map([['r', members]]), at(places)))).toEqual(expected)
  })
})

describe('F1 what changes', () => {
  const placed = (members: ReturnType<typeof all>, places: Record<string, number>) =>
    placeRooms(new Map([['r', members]]), at(places))
  const told = (before: Placement, after: Placement) => {
    const { closed, opened, rooms } = changeOf(before, after)
    return {
      closed: closed.map(({ legId }) => legId),
      opened: opened.map(({ legId }) => legId),
      rooms: rooms.map(({ worker, roomId, members }) => `${worker} ${roomId} ${members.length}`),
    }
  }

  test('nothing, when nothing does', () => {
    const same = placed(all('a', 'b'), { a: 0, b: 1 })
    expect(told(same, placed(all('a', 'b'), { a: 0, b: 1 }))).toEqual({ closed: [], opened: [], rooms: [] })
  })

  test('a matrix alone does not touch the crossings', () => {
    const held = [{ legId: 'a', hears: [] }, ...all('a', 'b').slice(1)]
    const change = told(placed(all('a', 'b'), { a: 0, b: 1 }), placed(held, { a: 0, b: 1 }))
    expect(change).toEqual({ closed: [], opened: [], rooms: ['0 r 2'] })
  })

  test('a room that moves house crosses the other way', () => {
    const before = placed(all('a', 'b'), { a: 0, b: 1 })
    const change = told(before, placed(all('a', 'b', 'c'), { a: 0, b: 1, c: 1 }))
    expect(change).toEqual({ closed: ['b'], opened: ['a'], rooms: ['0 r 0', '1 r/b 0', '1 r 3', '0 r/a 2'] })
  })

  test('a room that closes leaves nothing behind', () => {
    const change = told(placed(all('a', 'b'), { a: 0, b: 1 }), NOTHING_PLACED)
    expect(change).toEqual({ closed: ['b'], opened: [], rooms: ['0 r 0', '1 r/b 0'] })
  })
})
