// From the offer taken to the talk: what agent and customer hear, each alone, before they are joined. Rules C11, C32-C35 in SPEC.md.
import type { LegId, Ms } from '#protocol/ids'
import type { Effect } from '../machine/effects.ts'
import { type AgentPart, atStage, type Call, type Introducing, type LiveCall, type Stage } from './call.ts'
import { endIntroduction, openRecording, tellAgent, tellCallback } from './call-effects.ts'
import type { Introduction } from './introduce.ts'

type Next = [Call, Effect[]]

/** C34: then they are joined all the same. */
export const INTRODUCTION_LIMIT: Effect = { type: 'set-timer', name: 'introduction', after: 15_000 }

const NOTHING: Introduction = { whisper: null, agentNumber: false, greeting: null }

/** C32: null where neither has anything to hear first. */
export function introductionFor({ terms, seatLeg }: AgentPart, customerLeg: LegId): Introducing | null {
  if (!terms?.introduction) return null
  const { whisper, agentNumber, agentName, greeting } = terms.introduction
  const toHear = [...(whisper ? [seatLeg] : []), ...(agentNumber || agentName || greeting ? [customerLeg] : [])]
  return { seatUp: false, toHear }
}

/** What this leg hears before the two are joined: the customer in the call's language, the agent in his own. */
export function introduce(call: LiveCall, part: AgentPart, legId: LegId, playerId: string): Effect {
  const { language, customerLeg } = call
  const { whisper, greeting, agentNumber, agentName = false } = part.terms?.introduction ?? NOTHING
  const prompt = legId === customerLeg ? greeting : whisper
  const said = { playerId, legId, agentId: part.agentId, language, prompts: prompt ? [prompt] : [] }
  if (legId !== customerLeg) return { type: 'whisper', ...said }
  return { type: 'introduce', number: agentNumber, name: agentName, ...said }
}

export function seatAnswered(call: LiveCall, now: Ms): Next {
  const { stage } = call
  if (stage.name !== 'connecting') return [call, []]
  const { part, introduction } = stage
  if (!introduction) return talk(call, part, now)
  if (introduction.seatUp) return [call, []]
  return [{ ...call, stage: { ...stage, introduction: { ...introduction, seatUp: true } } }, []]
}

/** C3, C49: whom an agent has called answers; what his queue says first is said. */
export function customerAnswered(call: LiveCall, stage: Stage & { name: 'dialing' }, now: Ms): Next {
  const { part, away, seatUp } = stage
  const introduction = introductionFor(part, call.customerLeg)
  if (!introduction) return talk(call, part, now)
  const connecting = { name: 'connecting', part, away, introduction: { ...introduction, seatUp } } as const
  return [atStage(call, connecting, now), [INTRODUCTION_LIMIT]]
}

/** C33: joined when both have heard what is theirs. */
export function promptsHeard(call: LiveCall, playerId: string, now: Ms): Next {
  const { stage } = call
  const ended = call.playing.find((playing) => playing.playerId === playerId && playing.sound === 'introduction')
  if (stage.name !== 'connecting' || !stage.introduction || !ended) return [call, []]
  const { introduction } = stage
  const toHear = introduction.toHear.filter((legId) => legId !== ended.legId)
  if (toHear.length === 0) return introductionOver(call, now)
  return [{ ...call, stage: { ...stage, introduction: { ...introduction, toHear } } }, []]
}

/** C34: what a lost gateway may have begun to say is over. */
export function playersGone(call: LiveCall, players: readonly string[], now: Ms): Next {
  const gone = call.playing.filter(({ sound, playerId }) => sound === 'introduction' && !players.includes(playerId))
  return gone.reduce<Next>(
    ([next, effects], { playerId }) => {
      if (next.state !== 'live') return [next, effects]
      const [heard, more] = promptsHeard(next, playerId, now)
      return [heard, [...effects, ...more]]
    },
    [call, []],
  )
}

/** Nothing stands between the two any more. */
export function introductionOver(call: LiveCall, now: Ms): Next {
  const { stage } = call
  if (stage.name !== 'connecting' || !stage.introduction) return [call, []]
  const { part, introduction } = stage
  const connecting: LiveCall = { ...call, stage: { name: 'connecting', part, away: stage.away } }
  const [next, effects] = introduction.seatUp ? talk(connecting, part, now) : [connecting, []]
  return [next, [...endIntroduction(call), ...effects]]
}

/** C11: the two hear each other. */
export function talk(call: LiveCall, part: AgentPart, now: Ms): Next {
  const away = 'away' in call.stage && call.stage.away
  const talking: LiveCall = {
    ...atStage(call, { name: 'talking', part, muted: false, away }, now),
    answeredAt: call.answeredAt ?? now,
    lastAgent: part.agentId,
  }
  const effects: Effect[] = [tellAgent(part.agentId, { type: 'talking', callId: call.id })]
  if (call.callback && call.answeredAt === null) effects.push(tellCallback(call.callback.id, { type: 'connected' }))
  // P16: what colleagues say to each other is not kept.
  if (call.recordingId !== null || call.callee) return [talking, effects]
  const recordingId = `${call.id}.r${call.next.recording}`
  const next = { ...call.next, recording: call.next.recording + 1 }
  return [{ ...talking, next, recordingId }, [...effects, openRecording(call, recordingId, 'call', null)]]
}
