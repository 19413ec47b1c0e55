import { expect, test } from 'vitest'
import type { GatewayCommand } from '#protocol/gateway-messages'
import { isLoop, LOOP_MS, SeatLoops } from './seat-loops.ts'

function bench() {
  const sent: GatewayCommand[] = []
  const alarms: { at: number; run: () => void; isOn: boolean }[] = []
  const clock = {
    now: () => 1000,
    soon: () => {},
    at(at: number, run: () => void) {
      const alarm = { at, run, isOn: true }
      alarms.push(alarm)
      return () => {
        alarm.isOn = false
      }
    },
  }
  let ids = 0
  const loops = new SeatLoops(
    clock,
    () => `${++ids}`,
    (command) => sent.push(command),
  )
  return { sent, alarms, loops }
}

test('the seat hears itself until it is ended', () => {
  const { sent, loops, alarms } = bench()
  loops.start('a')
  expect(sent).toEqual([
    { type: 'leg.open-seat', legId: 'loop.1', callId: 'loop.1', seatId: 'a' },
    { type: 'room.set', roomId: 'loop.1', members: [{ legId: 'loop.1', hears: ['loop.1'] }] },
  ])
  loops.end('a')
  loops.end('a')
  expect(sent.slice(2)).toEqual([
    { type: 'room.set', roomId: 'loop.1', members: [] },
    { type: 'leg.hang-up', legId: 'loop.1', cause: 'normal' },
  ])
  expect(alarms[0]).toMatchObject({ at: 1000 + LOOP_MS, isOn: false })
})

test('a new one ends the one before, and time ends it too', () => {
  const { sent, loops, alarms } = bench()
  loops.start('a')
  loops.start('a')
  expect(sent.map(({ type }) => type)).toEqual([
    'leg.open-seat',
    'room.set',
    'room.set',
    'leg.hang-up',
    'leg.open-seat',
    'room.set',
  ])
  alarms[1]?.run()
  expect(sent.at(-1)).toMatchObject({ type: 'leg.hang-up', legId: 'loop.2' })
})

test('its legs are told from those of calls', () => {
  expect([isLoop('loop.1'), isLoop('c1.l1')]).toEqual([true, false])
})
