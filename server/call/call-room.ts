// What everybody at a call hears, as a function of its state; a step's effects carry the difference. Rules C3-C4, C12, C29, C32, P3-P5.
import type { LegId } from '#protocol/ids'
import type { Effect } from '../machine/effects.ts'
import { type Call, type LiveCall, type Playing, partOf } from './call.ts'
import { stopPlayer } from './call-effects.ts'
import { introduce } from './call-introduction.ts'
import { guestOf, inTalk } from './guest-list.ts'

type Member = { legId: LegId; hears: LegId[] }
type Speaker = { legId: LegId; muted: boolean }
type Sound = Pick<Playing, 'legId' | 'sound'>

/** The agent who is not joined yet, or aside with whom he speaks there; empty while he is in the conversation, or nobody's. */
function aside(call: LiveCall): Speaker[] {
  const { stage } = call
  if (stage.name === 'connecting' && stage.introduction) return [{ legId: stage.part.seatLeg, muted: false }]
  if (stage.name !== 'held') return []
  const guest = guestOf(call, call.consulting)
  const hasLeg = guest && (guest.state === 'up' || guest.party.kind === 'number')
  return [{ legId: stage.part.seatLeg, muted: false }, ...(hasLeg ? [guest] : [])]
}

/** Who is in the conversation. */
function conversation(call: LiveCall): Speaker[] {
  const { stage } = call
  const agent =
    stage.name === 'talking' || (stage.name === 'connecting' && !stage.introduction) || stage.name === 'dialing'
      ? [{ legId: stage.part.seatLeg, muted: stage.name === 'talking' && stage.muted }]
      : []
  return [{ legId: call.customerLeg, muted: call.callee?.muted ?? false }, ...agent, ...inTalk(call)]
}

const hearing = (circle: readonly Speaker[]): Member[] =>
  circle.map(({ legId }) => ({
    legId,
    hears: circle.filter((other) => other.legId !== legId && !other.muted).map((other) => other.legId),
  }))

/** Who hears whom; empty where nobody is joined with anybody. */
function membersOf(call: LiveCall): Member[] {
  const part = partOf(call)
  const { supervisor, stage } = call
  const talk = conversation(call)
  if (!part && (talk.length < 2 || (stage.name !== 'bridged' && stage.name !== 'handing-over'))) return []
  const circles = [talk, aside(call)]
  const members = circles.flatMap(hearing)
  if (!supervisor || !part) return members
  const isAlone = talk.length === 1
  for (const member of members) {
    const isAgent = member.legId === part.seatLeg
    const reached = isAgent ? supervisor.mode !== 'listen' : supervisor.mode === 'barge'
    if (reached && !(isAlone && member.legId === call.customerLeg)) member.hears.push(supervisor.legId)
  }
  const heard = circles.flat().filter(({ muted }) => !muted)
  return [...members, { legId: supervisor.legId, hears: heard.map(({ legId }) => legId) }]
}

/** C4, C12, P3: music for who waits alone, ring-back for who waits for a phone that rings. */
function soundsOf(call: LiveCall): Sound[] {
  const { stage } = call
  const onHold = call.guests
    .filter(({ legId, state, joined }) => state === 'up' && !joined && legId !== call.consulting)
    .map(({ legId }): Sound => ({ legId, sound: 'music' }))
  const { customerLeg } = call
  if (stage.name === 'connecting' && stage.introduction) {
    const { toHear } = stage.introduction
    onHold.push(...toHear.map((legId): Sound => ({ legId, sound: 'introduction' })))
    if (!toHear.includes(customerLeg)) onHold.push({ legId: customerLeg, sound: 'waiting' })
  }
  const isAlone = inTalk(call).length === 0
  if (stage.name === 'dialing' && stage.progress === 'ringing')
    onHold.push({ legId: stage.part.seatLeg, sound: 'ring-back' })
  if (stage.name === 'held') {
    if (isAlone) onHold.push({ legId: customerLeg, sound: 'music' })
    const guest = guestOf(call, call.consulting)
    if (guest && guest.state !== 'up' && !guest.early)
      onHold.push({ legId: stage.part.seatLeg, sound: guest.state === 'ringing' ? 'ring-back' : 'music' })
  }
  if (stage.name === 'parked') onHold.push({ legId: customerLeg, sound: 'music' })
  if (stage.name === 'handing-over' && isAlone) {
    const ringing = guestOf(call, stage.to)?.state === 'ringing'
    onHold.push({ legId: customerLeg, sound: ringing ? 'ring-back' : 'music' })
  }
  return onHold
}

/** Ring-back of China: 450 Hz, 1 s in 5. */
const RING_BACK = [
  { kind: 'tone' as const, hz: [450], ms: 1000 },
  { kind: 'silence' as const, ms: 4000 },
]

function start(call: LiveCall, { legId, sound, playerId }: Playing): Effect {
  if (sound === 'ring-back')
    return {
      type: 'gateway',
      command: { type: 'player.start', playerId, legId, items: RING_BACK, loop: true, bargeIn: false },
    }
  const { stage, language } = call
  if (stage.name === 'connecting' && sound === 'introduction') return introduce(call, stage.part, legId, playerId)
  const terms =
    stage.name === 'handing-over' ? stage.terms : stage.name === 'parked' ? stage.by.terms : partOf(call)?.terms
  const music = { type: 'play' as const, playerId, legId, language, loop: true, bargeIn: false }
  if (terms) return { ...music, prompts: [terms.music] }
  return { ...music, prompts: ['music'], musicOf: call.lineId }
}

const setRoom = (roomId: string, members: Member[]): Effect => ({
  type: 'gateway',
  command: { type: 'room.set', roomId, members },
})

/** Legs and the gateway answer later; every other effect may come back to this call before the next is carried out. */
const isDirect = (effect: Effect): boolean =>
  effect.type === 'gateway' ||
  effect.type === 'set-timer' ||
  effect.type === 'clear-timer' ||
  (effect.type === 'tell' && effect.machine === 'leg')

const inOrder = (first: Effect[], effects: Effect[], then: Effect[]): Effect[] => [
  ...first,
  ...effects.filter(isDirect),
  ...then,
  ...effects.filter((effect) => !isDirect(effect)),
]

const isSame = (one: Sound, other: Sound): boolean => one.legId === other.legId && one.sound === other.sound

/** The step's effects with the room and the players that it leads to: after the legs are made, before another machine can answer. */
export function arrange(before: Call, [after, effects]: [Call, Effect[]]): [Call, Effect[]] {
  const was = before.state === 'live' ? before : null
  const had = was ? membersOf(was) : []
  if (after.state !== 'live') return [after, had.length > 0 ? inOrder([], effects, [setRoom(after.id, [])]) : effects]
  const members = membersOf(after)
  const room = JSON.stringify(had) === JSON.stringify(members) ? [] : [setRoom(after.id, members)]
  const wanted = soundsOf(after)
  const kept = after.playing.filter((playing) => wanted.some((sound) => isSame(sound, playing)))
  const ended = after.playing.filter((playing) => !kept.includes(playing))
  const fresh = wanted
    .filter((sound) => !kept.some((playing) => isSame(sound, playing)))
    .map((sound, i): Playing => ({ ...sound, playerId: `call:${after.id}:${after.next.player + i}` }))
  if (room.length + ended.length + fresh.length === 0) return [after, effects]
  const next = { ...after.next, player: after.next.player + fresh.length }
  const call = { ...after, next, playing: [...kept, ...fresh] }
  const stops = [...ended.map(({ playerId }) => stopPlayer(playerId)), ...holds(after, ended, false)]
  const starts = [...holds(call, fresh, true), ...fresh.map((playing) => start(call, playing))]
  return [call, inOrder(stops, effects, [...room, ...starts])]
}

/** C12: the far end of a line is told that it is on hold, and that it is no more. */
function holds(call: LiveCall, playing: readonly Playing[], held: boolean): Effect[] {
  const isLine = (legId: LegId): boolean =>
    legId === call.customerLeg ? call.callee === null : guestOf(call, legId)?.party.kind === 'number'
  return playing
    .filter(({ legId, sound }) => sound === 'music' && isLine(legId))
    .map(({ legId }) => ({ type: 'gateway', command: { type: 'leg.hold', legId, held } }))
}

/** C22: room and players as they should be; each is harmless twice. What is said once is not said again. */
export function again(call: LiveCall): Effect[] {
  const members = membersOf(call)
  const players = call.playing.filter(({ sound }) => sound !== 'introduction').map((playing) => start(call, playing))
  return members.length > 0 ? [setRoom(call.id, members), ...players] : players
}
