// The line while its receiver is off the hook: in a call, or on the way to one. SPEC.md A13-A29.
import type { Ms } from '#protocol/ids'
import type { HangupCause } from '#protocol/reasons'
import type { ProgressSign } from '../../tone/call-progress-detector.ts'
import {
  ANSWER_REVERSAL_MS,
  type AnalogueEffect,
  type AnalogueInput,
  CLEAR_MS,
  NO_ANSWER_MS,
  type OffHookState,
  RELEASE_PERIODS,
  type Stepped,
} from './analogue-state.ts'

type StateOf<S extends OffHookState['state']> = Extract<OffHookState, { state: S }>
type End = Extract<AnalogueEffect, { type: 'end' }>

export function stepOffHook(line: OffHookState, input: AnalogueInput, now: Ms): Stepped {
  if (line.state === 'probing') return probing(line, input)
  if (input.type === 'hang-up') return hangUp({ type: 'end', cause: input.cause, by: 'us', detail: '' })
  if (input.type === 'loop-drop') return hangUp(endOf('normal', 'loop drop'), { isLoopThere: false })
  switch (line.state) {
    case 'answered':
      return answered(line, input, now)
    case 'seizing':
      return seizing(line, input)
    case 'dialing':
      return dialing(line, input)
    case 'calling':
      return calling(line, input, now)
  }
}

const endOf = (cause: HangupCause, detail: string): End => ({ type: 'end', cause, by: 'them', detail })

type Clearing = { isLoopThere?: boolean; fault?: 'no-dial-tone' | null }

function hangUp(end: End | null, { isLoopThere = true, fault = null }: Clearing = {}): Stepped {
  const effects: AnalogueEffect[] = [
    { type: 'clear-timer', name: 'dial-tone' },
    { type: 'clear-timer', name: 'no-answer' },
    { type: 'hook', hook: 'on' },
    { type: 'listen', to: 'nothing' },
  ]
  if (end !== null) effects.push(end)
  return [
    { state: 'clearing', isLoopThere, fault },
    [...effects, { type: 'set-timer', name: 'clear', afterMs: CLEAR_MS }],
  ]
}

const isHeard = (sign: ProgressSign, tone: 'busy' | 'congestion' | 'unknown-number', periods: number): boolean =>
  sign.sign === tone && sign.periods >= periods

function answered(line: StateOf<'answered'>, input: AnalogueInput, now: Ms): Stepped {
  if (input.type === 'polarity') {
    if (now - line.since < ANSWER_REVERSAL_MS) return [line, []]
    return hangUp(endOf('normal', 'polarity reversal'))
  }
  if (input.type !== 'heard') return [line, []]
  for (const tone of ['busy', 'congestion'] as const)
    if (isHeard(input.sign, tone, RELEASE_PERIODS)) return hangUp(endOf('normal', `${tone} tone`))
  return [line, []]
}

function seizing(line: StateOf<'seizing'>, input: AnalogueInput): Stepped {
  if (input.type === 'heard' && input.sign.sign === 'dial') {
    return [
      { state: 'dialing' },
      [
        { type: 'clear-timer', name: 'dial-tone' },
        { type: 'report', fault: null },
        { type: 'send-digits', digits: line.digits },
      ],
    ]
  }
  if (input.type === 'heard' && isHeard(input.sign, 'busy', RELEASE_PERIODS))
    return hangUp(endOf('congestion', 'busy tone instead of dial tone'))
  if (input.type !== 'timer' || input.name !== 'dial-tone') return [line, []]
  const [next, effects] = hangUp(
    { type: 'end', cause: 'unreachable', by: 'us', detail: 'no dial tone' },
    { fault: 'no-dial-tone' },
  )
  return [next, [...effects, { type: 'report', fault: 'no-dial-tone' }]]
}

function dialing(line: StateOf<'dialing'>, input: AnalogueInput): Stepped {
  if (input.type !== 'digits-sent') return [line, []]
  return [
    { state: 'calling', heardRingBack: false },
    [
      { type: 'listen', to: 'progress' },
      { type: 'progressed', progress: 'early-media' },
      { type: 'set-timer', name: 'no-answer', afterMs: NO_ANSWER_MS },
    ],
  ]
}

function calling(line: StateOf<'calling'>, input: AnalogueInput, now: Ms): Stepped {
  if (input.type === 'polarity') return taken(now)
  if (input.type === 'timer' && input.name === 'no-answer')
    return hangUp({ type: 'end', cause: 'no-answer', by: 'us', detail: 'nobody answered' })
  if (input.type !== 'heard') return [line, []]
  const { sign } = input
  if (sign.sign === 'ring-back') {
    if (line.heardRingBack) return [line, []]
    return [{ ...line, heardRingBack: true }, [{ type: 'progressed', progress: 'ringing' }]]
  }
  if (sign.sign === 'voice' || sign.sign === 'ring-back-ended') return line.heardRingBack ? taken(now) : [line, []]
  if (isHeard(sign, 'busy', RELEASE_PERIODS))
    return hangUp(endOf(line.heardRingBack ? 'no-answer' : 'busy', 'busy tone'))
  if (isHeard(sign, 'congestion', RELEASE_PERIODS)) return hangUp(endOf('congestion', 'congestion tone'))
  if (isHeard(sign, 'unknown-number', 2)) return hangUp(endOf('unknown-number', 'unknown-number tone'))
  return [line, []]
}

function taken(now: Ms): Stepped {
  return [{ state: 'answered', since: now }, [{ type: 'clear-timer', name: 'no-answer' }, { type: 'answered' }]]
}

function probing(line: StateOf<'probing'>, input: AnalogueInput): Stepped {
  if (input.type === 'heard' && input.sign.sign === 'dial') {
    const [next, effects] = hangUp(null)
    return [next, [...effects, { type: 'report', fault: null }]]
  }
  if (input.type === 'timer' && input.name === 'dial-tone') return hangUp(null, { fault: 'no-dial-tone' })
  return input.type === 'loop-drop' ? hangUp(null, { isLoopThere: false, fault: 'no-dial-tone' }) : [line, []]
}
