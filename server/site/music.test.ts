// What callers hear as music: lists with their pieces in turn, and the line's own where no queue has any.

import { expect, it } from 'vitest'
import type { GatewayCommand } from '#protocol/gateway-messages'
import { flowSample, queueSample } from '../../tests/harness/samples.ts'
import { emptySite, quietPorts } from '../../tests/harness/site-samples.ts'
import { MemoryEventLog } from '../../tests/simulation/memory-event-log.ts'
import { VirtualTime } from '../../tests/simulation/virtual-time.ts'
import { Site } from './site.ts'

const line = (id: string, music?: string) =>
  ({
    id,
    name: id,
    kind: 'simulator',
    enabled: true,
    number: '123',
    outbound: true,
    callerId: 'none',
    ...(music ? { music } : {}),
  }) as const
const configuration = emptySite({
  people: new Map([['a1', { id: 'a1', number: '1', name: 'A', role: 'agent', language: 'en', seatCodec: null }]]),
  lines: [line('plain'), line('tuned', 'waltz'), line('listed', 'mix')],
  music: [{ name: 'mix', title: 'Mix', tracks: ['one', 'two', 'three'] }],
})

function started() {
  const time = new VirtualTime(1_800_000_000_000)
  const sent: GatewayCommand[] = []
  const site = new Site(
    quietPorts({ clock: time.clock(), log: new MemoryEventLog(), send: (command) => void sent.push(command) }),
    configuration,
  )
  site.recover()
  const pass = (ms = 0) => time.run(time.time + ms)
  /** Names of what each player played, in the order of the players. */
  const played = () =>
    sent.flatMap((command) =>
      command.type === 'player.start'
        ? [command.items.map((item) => (item.kind === 'prompt' ? item.name : item.kind)).join(' ')]
        : [],
    )
  return { site, pass, played }
}

it('a queue plays a list, and begins with the next piece when the music comes back', () => {
  const { site, pass, played } = started()
  const queue = queueSample({ music: 'mix', announceFirstMs: 5000, announceEveryMs: 5000, announce: 'position' })
  site.reconfigure({ ...configuration, queues: [queue] })
  const offered = { type: 'offered', legId: 'l', lineId: 'plain', did: '4', customer: '', customerName: '' } as const
  site.runner.dispatch('call', 'c', { ...offered, flow: flowSample(), hours: [] })
  site.runner.dispatch('leg', 'l', { type: 'offered', callId: 'c', lineId: 'plain' })
  site.runner.dispatch('call', 'c', { type: 'leg.answered', legId: 'l' })
  site.runner.dispatch('call', 'c', { type: 'flow.queue', queue, language: 'en' })
  const heard = (player: number) => {
    const playerId = `queue-entry:c.q1:${player}`
    site.runner.dispatch('queue-entry', 'c.q1', { type: 'player.finished', playerId })
    pass()
  }
  heard(1)
  pass(5000)
  heard(3)
  expect(played().filter((names) => names.includes('one'))).toEqual(['two three one', 'three one two'])
})

it.each([
  ['plain', 'music'],
  ['tuned', 'waltz'],
  ['listed', expect.stringMatching(/^(one two three|two three one|three one two)$/)],
])('on hold a call out by the line %s hears %s', (lineId, heard) => {
  const { site, pass, played } = started()
  site.runner.dispatch('agent', 'a1', { type: 'sign-in' })
  site.runner.dispatch('agent', 'a1', { type: 'seat.connected', connectionId: 'k' })
  const out = { type: 'dialed', agentId: 'a1', lineId, customer: '9', to: '9', from: '1', noAnswerMs: 60_000 } as const
  site.runner.dispatch('call', 'c', { ...out, wrapUpMs: 0, language: 'en' })
  pass()
  for (const legId of ['c.s1', 'c.c1']) site.runner.dispatch('leg', legId, { type: 'answered' })
  pass()
  site.runner.dispatch('call', 'c', { type: 'hold', agentId: 'a1' })
  pass()
  expect(played().at(-1)).toEqual(heard)
})
