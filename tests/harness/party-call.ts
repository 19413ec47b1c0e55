// A talk of an agent and a customer, and the inputs that bring others to it.

import { type Call, type LiveCall, newCall } from '../../server/call/call.ts'
import type { CallInput, CallRecord, NewGuest } from '../../server/call/call-inputs.ts'
import { stepCall } from '../../server/call/call-step.ts'
import type { Effect } from '../../server/machine/effects.ts'
import { flowSample, hoursSample, queueSample } from './samples.ts'

export const terms = { id: 'service', priority: 0, wrapUpMs: 30_000, music: 'music' }
export const agentId = 'a1'
export const offered: CallInput = {
  type: 'offered',
  legId: 'l1',
  lineId: 'trunk',
  did: '4008008888',
  customer: '+8613800138000',
  customerName: '',
  flow: flowSample(),
  hours: [hoursSample()],
}
export const start: CallInput[] = [
  offered,
  { type: 'leg.answered', legId: 'l1' },
  { type: 'flow.queue', queue: queueSample(), language: 'zh-CN' },
  { type: 'queue.offered', agentId },
  { type: 'queue.accepted', agentId, terms },
  { type: 'leg.answered', legId: 'c1.s1' },
]
export const step = (call: Call, ...inputs: CallInput[]): [Call, Effect[]] =>
  inputs.reduce<[Call, Effect[]]>(([state], input) => stepCall(state, input, 60_000), [call, []])
export const stateAfter = (call: Call, ...inputs: CallInput[]): LiveCall => step(call, ...inputs)[0] as LiveCall
export const talking = stateAfter(newCall('c1'), ...start)

export const b = { kind: 'agent', agentId: 'b1', camp: false } satisfies NewGuest
export const number: NewGuest = {
  kind: 'number',
  number: '+8613900139000',
  to: '13900139000',
  lineId: 'trunk',
  from: '4008008888',
  withheld: false,
  noAnswerMs: 60_000,
}
export const consultB: CallInput = { type: 'consult', agentId, guest: b }
export const consultNumber: CallInput = { type: 'consult', agentId, guest: number }
export const rings: CallInput = { type: 'guest.ringing', agentId: 'b1' }
export const answers: CallInput = { type: 'guest.answered', agentId: 'b1' }
export const B = 'c1.s2'
export const N = 'c1.g1'
export const numberUp: CallInput = { type: 'leg.answered', legId: N }
export const gone = (legId: string): CallInput => ({
  type: 'leg.ended',
  legId,
  cause: 'normal',
  by: 'them',
  detail: '',
})
export const withB = stateAfter(talking, consultB, rings, answers)
export const withNumber = stateAfter(talking, consultNumber, numberUp)
export const conference = stateAfter(withB, { type: 'join-guest', agentId, legId: B })

/** Who hears whom, by name, as the last room.set of the inputs said. */
export function room(call: Call, ...inputs: CallInput[]): Record<string, string> {
  const names: Record<string, string> = { l1: 'customer', 'c1.s1': 'agent', [B]: 'b', [N]: 'number', 'c1.s3': 'third' }
  const rooms: Effect[] = []
  let state = call
  for (const input of inputs) {
    const [next, effects] = stepCall(state, input, 60_000)
    state = next
    rooms.push(...effects.filter((effect) => effect.type === 'gateway' && effect.command.type === 'room.set'))
  }
  const last = rooms.at(-1)
  if (last?.type !== 'gateway' || last.command.type !== 'room.set') return {}
  return Object.fromEntries(
    last.command.members.map(({ legId, hears }) => [names[legId], hears.map((id) => names[id]).join(' ')]),
  )
}
/** Who hears music or ring-back alone. */
export const sounds = (call: Call) =>
  call.state === 'live' ? Object.fromEntries(call.playing.map(({ legId, sound }) => [legId, sound])) : {}
export const told = (effects: Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'tell' ? [`${effect.machine} ${effect.id} ${effect.input.type}`] : []))
export const commands = (effects: Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'gateway' ? [effect.command.type] : []))
export const recordOf = (call: Call): CallRecord | null => (call.state === 'ended' ? call.record : null)
