// One subscriber line as its exchange sees it, pure. The same for a telephone and for a call-centre line. SPEC.md X1-X12.
import type { Ms } from '#protocol/ids'
import type { CallTone } from '../../tone/call-tones.ts'

export type SubscriberId = string

export type SubscriberState =
  | { state: 'idle' }
  /** Off hook, nothing keyed yet. */
  | { state: 'dial-tone' }
  | { state: 'collecting'; digits: string }
  /** Hears ring-back. */
  | { state: 'calling'; called: SubscriberId }
  /** Is rung. */
  | { state: 'ringing'; caller: SubscriberId }
  | { state: 'talking'; peer: SubscriberId }
  /** Hears that it goes no further, until it hangs up. */
  | { state: 'tone'; tone: CallTone }

export type Routed = { to: 'subscriber'; id: SubscriberId } | { to: 'tone'; tone: CallTone } | { to: 'more-digits' }

export type SubscriberInput =
  | { type: 'off-hook' }
  | { type: 'on-hook' }
  | { type: 'digit'; digit: string }
  | { type: 'routed'; routed: Routed }
  | { type: 'rung'; caller: SubscriberId }
  /** Of the other side: it answered, or is gone. */
  | { type: 'peer-answered' }
  | { type: 'peer-gone' }
  | { type: 'timer' }

export type SubscriberEffect =
  | { type: 'set-timer'; afterMs: Ms }
  | { type: 'clear-timer' }
  /** Answered at once with 'routed'. */
  | { type: 'route'; digits: string; isComplete: boolean }
  | { type: 'tell'; id: SubscriberId; input: SubscriberInput }
  | { type: 'start-ringing' }
  | { type: 'stop-ringing' }
  | { type: 'reverse-polarity' }

export const FIRST_DIGIT_MS = 15_000
export const NEXT_DIGIT_MS = 4000
export const RINGING_MS = 90_000
const MAX_DIGITS = 20

type StateOf<S extends SubscriberState['state']> = Extract<SubscriberState, { state: S }>
type Stepped = [SubscriberState, SubscriberEffect[]]

const IDLE: SubscriberState = { state: 'idle' }
const toTone = (tone: CallTone): SubscriberState => ({ state: 'tone', tone })
const tell = (id: SubscriberId, input: SubscriberInput): SubscriberEffect => ({ type: 'tell', id, input })
const clearTimer: SubscriberEffect = { type: 'clear-timer' }

export function stepSubscriber(line: SubscriberState, input: SubscriberInput): Stepped {
  switch (line.state) {
    case 'idle':
      return idle(line, input)
    case 'dial-tone':
    case 'collecting':
      return dialing(line, input)
    case 'calling':
      return calling(line, input)
    case 'ringing':
      return ringing(line, input)
    case 'talking':
      return talking(line, input)
    case 'tone':
      return input.type === 'on-hook' ? [IDLE, []] : [line, []]
  }
}

function idle(line: StateOf<'idle'>, input: SubscriberInput): Stepped {
  if (input.type === 'off-hook') return [{ state: 'dial-tone' }, [{ type: 'set-timer', afterMs: FIRST_DIGIT_MS }]]
  if (input.type === 'rung') return [{ state: 'ringing', caller: input.caller }, [{ type: 'start-ringing' }]]
  return [line, []]
}

function dialing(line: StateOf<'dial-tone' | 'collecting'>, input: SubscriberInput): Stepped {
  switch (input.type) {
    case 'on-hook':
      return [IDLE, [clearTimer]]
    case 'digit': {
      const digits = (line.state === 'collecting' ? line.digits : '') + input.digit
      const isComplete = input.digit === '#' || digits.length >= MAX_DIGITS
      const route: SubscriberEffect = { type: 'route', digits: digits.replace('#', ''), isComplete }
      return [{ state: 'collecting', digits }, [{ type: 'set-timer', afterMs: NEXT_DIGIT_MS }, route]]
    }
    case 'timer':
      if (line.state === 'dial-tone') return [toTone('busy'), []]
      return [line, [{ type: 'route', digits: line.digits, isComplete: true }]]
    case 'routed':
      return line.state === 'collecting' ? routed(line, input.routed) : [line, []]
    default:
      return [line, []]
  }
}

function routed(line: StateOf<'collecting'>, to: Routed): Stepped {
  if (to.to === 'more-digits') return [line, []]
  if (to.to === 'tone') return [toTone(to.tone), [clearTimer]]
  return [{ state: 'calling', called: to.id }, [{ type: 'set-timer', afterMs: RINGING_MS }]]
}

function calling(line: StateOf<'calling'>, input: SubscriberInput): Stepped {
  const gone = tell(line.called, { type: 'peer-gone' })
  switch (input.type) {
    case 'on-hook':
      return [IDLE, [clearTimer, gone]]
    case 'peer-answered':
      return [{ state: 'talking', peer: line.called }, [clearTimer, { type: 'reverse-polarity' }]]
    case 'peer-gone':
      return [toTone('busy'), [clearTimer]]
    case 'timer':
      return [toTone('busy'), [gone]]
    default:
      return [line, []]
  }
}

function ringing(line: StateOf<'ringing'>, input: SubscriberInput): Stepped {
  if (input.type === 'off-hook')
    return [
      { state: 'talking', peer: line.caller },
      [{ type: 'stop-ringing' }, tell(line.caller, { type: 'peer-answered' })],
    ]
  if (input.type === 'peer-gone') return [IDLE, [{ type: 'stop-ringing' }]]
  return [line, []]
}

function talking(line: StateOf<'talking'>, input: SubscriberInput): Stepped {
  if (input.type === 'on-hook') return [IDLE, [tell(line.peer, { type: 'peer-gone' })]]
  if (input.type === 'peer-gone') return [toTone('busy'), []]
  return [line, []]
}
