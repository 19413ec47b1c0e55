import { describe, expect, it } from 'vitest'
import { queueSample } from '../../tests/harness/samples.ts'
import { walkTable } from '../../tests/harness/state-table.ts'
import type { Effect } from '../machine/effects.ts'
import { PASS_OVER_MS } from './entry-offer.ts'
import type { QueueEntry } from './entry-place.ts'
import { newQueueEntry, stepQueueEntry } from './queue-entry.ts'
import type { QueueEntryInput } from './queue-inputs.ts'

const enter: QueueEntryInput = {
  type: 'enter',
  callId: 'c1',
  legId: 'l1',
  queue: queueSample(),
  language: 'zh-CN',
  waiting: 0,
  head: false,
  enteredAt: 50,
}
const step = (entry: QueueEntry, input: QueueEntryInput, now = 100_000) => stepQueueEntry(entry, input, now)
const [waiting] = step(newQueueEntry('c1.q1'), enter)
const [offered] = step(waiting, { type: 'offer', agentId: 'a1', lease: 7 })
const overdue = step(offered, { type: 'timer', name: 'wait' })[0]
const tells = (effects: Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'tell' ? [`${effect.machine}:${effect.input.type}`] : []))

describe('queue entry', () => {
  it('Q1-Q15 does in every state with every input what the table says', () => {
    walkTable({
      step: stepQueueEntry,
      states: {
        new: newQueueEntry('c1.q1'),
        waiting,
        offered,
        overdue,
        ended: { state: 'ended', id: 'c1.q1', callId: 'c1' },
      },
      inputs: {
        enter,
        full: { ...enter, waiting: 30 },
        offer: { type: 'offer', agentId: 'a2', lease: 8 },
        accept: { type: 'accept', agentId: 'a1', lease: 7 },
        lateAccept: { type: 'accept', agentId: 'a1', lease: 6 },
        decline: { type: 'decline', agentId: 'a1', lease: 7 },
        agentLost: { type: 'agent-lost', agentId: 'a1' },
        otherLost: { type: 'agent-lost', agentId: 'a2' },
        played: { type: 'player.finished', playerId: 'queue-entry:c1.q1:1' },
        otherPlayed: { type: 'player.finished', playerId: 'queue-entry:c1.q1:9' },
        leave: { type: 'leave' },
        sound: { type: 'gateway.reconciled', players: ['queue-entry:c1.q1:1'] },
        noSound: { type: 'gateway.reconciled', players: [] },
        ring: { type: 'timer', name: 'ring' },
        wait: { type: 'timer', name: 'wait' },
        announce: { type: 'timer', name: 'announce' },
        digit: { type: 'digit', digit: '5' },
        unstaffed: { type: 'unstaffed', staffing: 'nobody' },
        changed: { type: 'reconfigure', queue: queueSample({ maxWaitMs: 5000 }) },
        toHead: { type: 'to-head' },
        moved: { type: 'move', queueId: 'other' },
      },
      nameOf: (entry) => entry.state,
      rows: `
        enter   full  offer   accept lateAccept decline agentLost otherLost played  otherPlayed leave sound noSound ring    wait    announce digit unstaffed changed toHead moved
        new     waiting ended -      -      -   -       -         -         -       -           -     -     -       -       -       - - -       - - -
        waiting -       -     offered -     -   -       -         -         waiting -           ended -     waiting -       ended   waiting - -  waiting waiting ended
        offered -       -     -      ended  -   waiting waiting   -         offered -           ended -     offered waiting offered same - -     offered offered ended
        overdue -       -     -      ended  -   ended   ended     -         offered -           ended -     offered ended   offered same - -     offered offered ended
        ended   -       -     -      -      -   -       -         -         -       -           -     -     -       -       -       - - -        - - -
      `,
    })
  })

  it('Q50 puts a caller before all others, and leaves the phone that rings to ring', () => {
    expect(step(waiting, { type: 'to-head' })).toEqual([{ ...waiting, head: true }, []])
    const [entry, effects] = step(offered, { type: 'to-head' })
    expect([entry, effects]).toEqual([{ ...offered, head: true }, []])
    expect(step(entry, { type: 'to-head' })[0], 'said again it changes nothing').toBe(entry)
  })

  it('Q51 moves a caller on to another queue; whoever rings is freed without a missed call', () => {
    const [, quiet] = step(waiting, { type: 'move', queueId: 'other' })
    expect(tells(quiet)).toEqual(['call:queue.left'])
    const [, effects] = step(offered, { type: 'move', queueId: 'other' })
    expect(tells(effects)).toEqual(['agent:offer-ended', 'call:queue.left'])
    expect(effects).toContainEqual({
      type: 'tell',
      machine: 'call',
      id: 'c1',
      input: { type: 'queue.left', why: 'moved', target: { kind: 'queue', queue: 'other' } },
    })
    const ended = effects.find((effect) => effect.type === 'tell' && effect.machine === 'agent')
    expect(ended).toMatchObject({ input: { type: 'offer-ended', why: 'withdrawn' } })
  })

  it('Q2 sends a caller away from a full queue, but never one who is put back at the head', () => {
    expect(tells(step(newQueueEntry('e'), { ...enter, waiting: 30 })[1])).toEqual(['call:queue.left'])
    expect(step(newQueueEntry('e'), { ...enter, waiting: 30, head: true })[0].state).toBe('waiting')
  })

  it('Q5 tells agent and call of an offer, with its lease and ring time', () => {
    const [entry, effects] = step(waiting, { type: 'offer', agentId: 'a1', lease: 7 })
    expect(entry).toMatchObject({ state: 'offered', offers: [{ agentId: 'a1', lease: 7, until: 120_000 }] })
    expect(tells(effects)).toEqual(['agent:offer', 'call:queue.offered'])
  })

  it('Q6 lets only the holder of the running lease answer', () => {
    expect(step(offered, { type: 'accept', agentId: 'a2', lease: 7 })[0]).toBe(offered)
    expect(step(offered, { type: 'accept', agentId: 'a1', lease: 6 })[0]).toBe(offered)
    expect(tells(step(offered, { type: 'accept', agentId: 'a1', lease: 7 })[1])).toEqual(['call:queue.accepted'])
  })

  it('Q8 passes over an agent who missed or declined, for a while', () => {
    const [entry] = step(offered, { type: 'timer', name: 'ring' }, 200_000)
    expect(entry).toMatchObject({ state: 'waiting', passed: { a1: 200_000 + PASS_OVER_MS } })
  })

  it('Q9 frees the agent when the caller hangs up while it rings', () => {
    const [, effects] = step(offered, { type: 'leave' })
    expect(effects).toContainEqual({
      type: 'tell',
      machine: 'agent',
      id: 'a1',
      input: { type: 'offer-ended', lease: 7, why: 'withdrawn', noAnswerLimit: 1, declineLimit: 0 },
    })
  })

  it('Q11 lets a running offer finish when the waiting limit passes, and then leaves', () => {
    expect(tells(step(overdue, { type: 'timer', name: 'ring' })[1])).toEqual([
      'agent:offer-ended',
      'call:queue.offer-ended',
      'call:queue.left',
    ])
  })

  it('Q13 plays music after each announcement', () => {
    const [, effects] = step(waiting, { type: 'player.finished', playerId: 'queue-entry:c1.q1:1' })
    expect(effects).toMatchObject([{ type: 'play', prompts: ['music'], loop: true }])
  })

  describe('the announcements', () => {
    const queue = queueSample({ announce: 'both', announceFirstMs: 10_000, announcePrompts: ['one', 'two'] })
    const [listening, effects] = step(newQueueEntry('e'), { ...enter, queue })
    /** At its time, when what was played before has been heard. */
    const announced = (entry: QueueEntry, now: number) => {
      const playerId = 'playerId' in entry ? entry.playerId : ''
      return step(step(entry, { type: 'player.finished', playerId })[0], { type: 'timer', name: 'announce' }, now)
    }

    it('Q12, N1-N3 come at their time, then in their rhythm, with the prompts in a circle', () => {
      expect(effects).toContainEqual({ type: 'set-timer', name: 'announce', after: 10_000 })
      const [once, first] = announced(listening, 110_000)
      expect(first).toMatchObject([
        { type: 'set-timer', name: 'announce', after: 30_000 },
        { type: 'announce', entryId: 'e', say: 'both', prompts: ['one'] },
      ])
      expect(announced(once, 140_000)[1]).toMatchObject([{}, { prompts: ['two'] }])
      const [lone] = step(newQueueEntry('e'), { ...enter, queue: { ...queue, announceEveryMs: 0 } })
      expect(announced(lone, 110_000)[1]).toMatchObject([{ type: 'announce' }])
    })

    it('N9 are not begun while a phone rings', () => {
      const [ringing] = step(listening, { type: 'offer', agentId: 'a1', lease: 7 })
      expect(announced(ringing, 110_000)[1]).toEqual([{ type: 'set-timer', name: 'announce', after: 30_000 }])
    })

    it('N9 let the one before be heard to its end', () => {
      expect(step(listening, { type: 'timer', name: 'announce' })[1]).toEqual([
        { type: 'set-timer', name: 'announce', after: 1000 },
      ])
    })

    it('Q15 begin anew when their rhythm or what they say is changed', () => {
      const changed = (more: object) => step(listening, { type: 'reconfigure', queue: { ...queue, ...more } })[1]
      expect(changed({ announceFirstMs: 4000 })).toEqual([{ type: 'set-timer', name: 'announce', after: 4000 }])
      expect(changed({ announce: 'nothing', announcePrompts: [] })).toEqual([{ type: 'clear-timer', name: 'announce' }])
      expect(changed({ announce: 'wait' })).toEqual([])
    })

    it('N7 begin with the notice when the wait will be long, or nobody is at work', () => {
      const delayed = queueSample({ delayNoticeMs: 60_000, delayPrompt: 'long' })
      const heard = (more: object) => step(newQueueEntry('e'), { ...enter, queue: delayed, ...more })[1][0]
      const estimate = { position: 1, baseMs: 0, lowMs: 0, highMs: 90_000 }
      expect(heard({ estimate: { ...estimate, medianMs: 60_000 } })).toMatchObject({ prompts: ['long'] })
      expect(heard({ estimate: { ...estimate, medianMs: 59_999 } })).toMatchObject({ prompts: ['queue-wait'] })
      expect(heard({ staffing: 'on-break' })).toMatchObject({ prompts: ['long'] })
      expect(heard({ staffing: 'on-break', head: true })).toMatchObject({ prompts: ['queue-wait'] })
      expect(heard({})).toMatchObject({ prompts: ['queue-wait'] })
      const [told] = step(newQueueEntry('e'), { ...enter, queue: delayed, staffing: 'nobody' })
      expect(announced(told, 900_000)[1]).toMatchObject([{}, { prompts: [] }])
    })
  })

  it('Q15 times the waiting limit anew when it is changed, from when the place was taken', () => {
    const [entry, effects] = step(waiting, { type: 'reconfigure', queue: queueSample({ maxWaitMs: 90_000 }) }, 130_000)
    expect(entry).toMatchObject({ queue: { maxWaitMs: 90_000 } })
    expect(effects).toEqual([{ type: 'set-timer', name: 'wait', after: 60_000 }])
    const [, off] = step(waiting, { type: 'reconfigure', queue: queueSample({ maxWaitMs: 0 }) })
    expect(off).toEqual([{ type: 'clear-timer', name: 'wait' }])
  })

  it('Q16 plays the new music at once to those who hear the old', () => {
    const [listening] = step(waiting, { type: 'player.finished', playerId: 'queue-entry:c1.q1:1' })
    const [, effects] = step(listening, { type: 'reconfigure', queue: queueSample({ music: 'waltz' }) })
    expect(effects).toMatchObject([{ command: { type: 'player.stop' } }, { type: 'play', prompts: ['waltz'] }])
  })

  describe('at several phones', () => {
    const [first] = step(newQueueEntry('c1.q1'), { ...enter, queue: queueSample({ strategy: 'ring-all' }) })
    const [one] = step(first, { type: 'offer', agentId: 'a1', lease: 7 })
    const [both] = step(one, { type: 'offer', agentId: 'a2', lease: 8 }, 105_000)

    it('Q4 rings at a second agent only where the strategy rings at several', () => {
      expect(step(offered, { type: 'offer', agentId: 'a2', lease: 8 })[0]).toBe(offered)
      expect(both).toMatchObject({ state: 'offered', offers: [{ agentId: 'a1' }, { agentId: 'a2' }] })
      expect(step(both, { type: 'offer', agentId: 'a2', lease: 9 })[0]).toBe(both)
    })

    it('Q17 gives the call to the first who takes it and frees the others', () => {
      const [ended, effects] = step(both, { type: 'accept', agentId: 'a2', lease: 8 })
      expect(ended.state).toBe('ended')
      expect(effects).toContainEqual({
        type: 'tell',
        machine: 'agent',
        id: 'a1',
        input: { type: 'offer-ended', lease: 7, why: 'withdrawn', noAnswerLimit: 1, declineLimit: 0 },
      })
      expect(tells(effects)).toEqual(['agent:offer-ended', 'call:queue.accepted'])
    })

    it('Q18 rings on at the others when one declines or is not answered in its own ring time', () => {
      const [declined] = step(both, { type: 'decline', agentId: 'a1', lease: 7 })
      expect(declined).toMatchObject({ state: 'offered', offers: [{ agentId: 'a2' }] })
      const [missed, effects] = step(both, { type: 'timer', name: 'ring' }, 120_000)
      expect(missed).toMatchObject({ state: 'offered', offers: [{ agentId: 'a2' }] })
      expect(effects[0]).toEqual({ type: 'set-timer', name: 'ring', after: 5000 })
    })
  })

  it('Q19 takes a queue of an older event with the defaults of what it lacks', () => {
    const { tiers: _tiers, weight: _weight, skills: _skills, ...old } = queueSample()
    const [entry] = step(newQueueEntry('e'), { ...enter, queue: old })
    expect(entry).toMatchObject({ queue: { tiers: {}, weight: 1, skills: [] }, marks: { vip: false }, preferred: null })
  })

  describe('overflow', () => {
    const target = { kind: 'queue', queue: 'other' } as const
    const overflow = { share: 100, whenWaiting: 0, afterMs: 30_000, target }
    const queue = queueSample({ overflow })
    const [waits, effects] = step(newQueueEntry('e'), { ...enter, queue })
    const timeUp: QueueEntryInput = { type: 'timer', name: 'overflow' }
    const left = (all: Effect[]) => all.find((effect) => effect.type === 'tell' && effect.machine === 'call')

    it('X6 goes on after its time, but not while a phone rings', () => {
      expect(effects).toContainEqual({ type: 'set-timer', name: 'overflow', after: 30_000 })
      expect(left(step(waits, timeUp)[1])).toMatchObject({ input: { type: 'queue.left', why: 'overflow', target } })
      const [ringing] = step(waits, { type: 'offer', agentId: 'a1', lease: 7 })
      const [late] = step(ringing, timeUp)
      expect(late).toMatchObject({ state: 'offered', overdue: 'overflow' })
      const [gone, more] = step(late, { type: 'decline', agentId: 'a1', lease: 7 })
      expect(gone.state).toBe('ended')
      expect(more).toContainEqual(expect.objectContaining({ input: { type: 'queue.left', why: 'overflow', target } }))
      expect(step(newQueueEntry('e'), { ...enter, queue, head: true })[1]).not.toContainEqual(
        expect.objectContaining({ name: 'overflow' }),
      )
    })

    it('X7 follows a change at once, and moves nobody when it was switched off', () => {
      const changed = (next: Partial<typeof overflow> | null) =>
        step(waits, { type: 'reconfigure', queue: { ...queue, overflow: next && { ...overflow, ...next } } }, 110_000)
      expect(changed({ afterMs: 60_000 })[1]).toEqual([{ type: 'set-timer', name: 'overflow', after: 50_000 }])
      expect(changed(null)[1]).toEqual([{ type: 'clear-timer', name: 'overflow' }])
      const [ringing] = step(waits, { type: 'offer', agentId: 'a1', lease: 7 })
      const [off] = step(step(ringing, timeUp)[0], { type: 'reconfigure', queue: { ...queue, overflow: null } })
      expect(step(off, { type: 'decline', agentId: 'a1', lease: 7 })[0]).toMatchObject({
        state: 'waiting',
        overdue: null,
      })
    })
  })

  describe('the ways out', () => {
    const message = { kind: 'node', node: 'message' } as const
    const targets = { full: message, timeout: message, nobody: message, onBreak: null }
    const queue = queueSample({ targets, keys: { '1': { kind: 'queue', queue: 'sales' } }, maxWaiting: 5 })
    const [here] = step(newQueueEntry('c1.q1'), { ...enter, queue })
    const left = (effects: Effect[]) =>
      effects.flatMap((effect) =>
        effect.type === 'tell' && effect.machine === 'call' && effect.input.type === 'queue.left'
          ? [[effect.input.why, effect.input.target]]
          : [],
      )

    it('Q20 sends callers away from a queue that nobody serves, when they come and while they wait', () => {
      const come = (staffing: 'nobody' | 'on-break') => step(newQueueEntry('e'), { ...enter, queue, staffing })
      expect(left(come('nobody')[1])).toEqual([['nobody', message]])
      expect(come('on-break')[0].state).toBe('waiting')
      expect(left(step(here, { type: 'unstaffed', staffing: 'nobody' })[1])).toEqual([['nobody', message]])
      expect(step(here, { type: 'unstaffed', staffing: 'on-break' })[0]).toBe(here)
      const [back] = step(newQueueEntry('e'), { ...enter, queue, head: true, staffing: 'nobody' })
      expect(step(back, { type: 'unstaffed', staffing: 'nobody' })[0]).toBe(back)
    })

    it('Q21 lets a caller who presses a key that the queue knows go, and stops the phones', () => {
      const [ringing] = step(here, { type: 'offer', agentId: 'a1', lease: 7 })
      const [gone, effects] = step(ringing, { type: 'digit', digit: '1' })
      expect(gone.state).toBe('ended')
      expect(left(effects)).toEqual([['key', { kind: 'queue', queue: 'sales' }]])
      expect(tells(effects)).toEqual(['agent:offer-ended', 'call:queue.left'])
      expect(step(here, { type: 'digit', digit: '2' })[0]).toBe(here)
    })

    it('Q22 names the target of each way out', () => {
      expect(left(step(here, { type: 'timer', name: 'wait' })[1])).toEqual([['timeout', message]])
      expect(left(step(newQueueEntry('e'), { ...enter, queue, waiting: 5 })[1])).toEqual([['full', message]])
    })
  })

  it('Q31 lets a caller go who asks for a call back, with the place kept', () => {
    const queue = queueSample({
      keys: { '3': { kind: 'callback' } },
      callback: { tries: 3, pauseMs: 60_000, prompt: 'x' },
    })
    const [entry] = step(newQueueEntry('c1.q1'), { ...enter, queue, callable: true })
    const [left, effects] = step(entry, { type: 'digit', digit: '3' })
    const target = { kind: 'callback', queueId: queue.id, place: 50, tries: 3, pauseMs: 60_000 }
    expect(left.state).toBe('ended')
    expect(effects.at(-1)).toMatchObject({ id: 'c1', input: { type: 'queue.left', why: 'key', target } })
  })

  it('Q31 tells one who cannot be called back, who waits on; not while it rings', () => {
    const queue = queueSample({
      keys: { '3': { kind: 'callback' } },
      callback: { tries: 3, pauseMs: 60_000, prompt: 'x' },
    })
    const [entry] = step(newQueueEntry('c1.q1'), { ...enter, queue })
    const [told, effects] = step(entry, { type: 'digit', digit: '3' })
    expect(told.state).toBe('waiting')
    expect(effects).toMatchObject([{ type: 'play', prompts: ['callback-not-possible'], loop: false }])
    expect(step(told, { type: 'player.finished', playerId: 'queue-entry:c1.q1:2' })[1]).toMatchObject([{ loop: true }])
    const [rings] = step(entry, { type: 'offer', agentId: 'a1', lease: 7 })
    expect(step(rings, { type: 'digit', digit: '3' })).toEqual([rings, []])
  })

  it('X9 sends nobody away who was called back: not on entering, nor by time, overflow or want of people', () => {
    const gone = { kind: 'menu' } as const
    const queue = queueSample({
      maxWaiting: 0,
      maxWaitMs: 60_000,
      overflow: { share: 100, whenWaiting: 1, afterMs: 5000, target: gone },
      targets: { full: gone, timeout: gone, nobody: gone, onBreak: gone },
    })
    const coming = { ...enter, queue, waiting: 9, staffing: 'on-break' } as const
    const [entry, effects] = step(newQueueEntry('c1.q1'), { ...coming, promised: true })
    expect(entry.state).toBe('waiting')
    expect(effects.flatMap((effect) => (effect.type === 'set-timer' ? [effect.name] : []))).toEqual(['announce'])
    expect(step(entry, { type: 'unstaffed', staffing: 'nobody' })).toEqual([entry, []])
    const changed = queueSample({ maxWaitMs: 9000, overflow: { share: 100, whenWaiting: 0, afterMs: 1, target: gone } })
    const [, more] = step(entry, { type: 'reconfigure', queue: changed })
    expect(more.filter(({ type }) => type === 'set-timer')).toEqual([])
    expect(step(newQueueEntry('c1.q1'), coming)[0].state).toBe('ended')
  })

  it('Q32 plays nothing to a place without anybody on the phone, and offers it as any other', () => {
    const sounds = (effects: Effect[]) =>
      effects.filter(({ type }) => type === 'play' || type === 'announce' || type === 'gateway')
    const queue = queueSample({ announceFirstMs: 5000, announce: 'both' })
    const [silent, effects] = step(newQueueEntry('c1.q1'), { ...enter, queue, promised: true, silent: true })
    expect([silent.state, effects]).toEqual(['waiting', []])
    const [rings, offer] = step(silent, { type: 'offer', agentId: 'a1', lease: 7 })
    expect(tells(offer)).toEqual(['agent:offer', 'call:queue.offered'])
    const failed = step(rings, { type: 'timer', name: 'ring' })
    expect([failed[0].state, sounds(failed[1])]).toEqual(['waiting', []])
    const [, again] = step(silent, { type: 'gateway.reconciled', players: [] })
    expect(again).toEqual([])
    const [taken, accepted] = step(rings, { type: 'accept', agentId: 'a1', lease: 7 })
    expect([taken.state, sounds(accepted)]).toEqual(['ended', []])
  })
})
