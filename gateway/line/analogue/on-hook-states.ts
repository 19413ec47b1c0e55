// The line while its receiver is on the hook: idle, rung, offered. SPEC.md A1-A12.
import type { Ms } from '#protocol/ids'
import {
  type AnalogueEffect,
  type AnalogueInput,
  CLEAR_MS,
  DIAL_TONE_WAIT_MS,
  DTMF_CALLER_ID_KEEPS_MS,
  type Fault,
  type HeardCallerId,
  IDLE,
  type OnHookState,
  PROBE_EVERY_MS,
  RING_GAP_MS,
  type Stepped,
} from './analogue-state.ts'

type StateOf<S extends OnHookState['state']> = Extract<OnHookState, { state: S }>

const NOBODY: HeardCallerId = { number: '', name: '' }
const untilGap: AnalogueEffect = { type: 'set-timer', name: 'ring-gap', afterMs: RING_GAP_MS }
const noGap: AnalogueEffect = { type: 'clear-timer', name: 'ring-gap' }
const noProbe: AnalogueEffect = { type: 'clear-timer', name: 'probe' }
/** A26: a line that rings has an exchange. */
const recovery = (fault: Fault): AnalogueEffect[] => (fault === null ? [] : [{ type: 'report', fault: null }])

export function stepOnHook(line: OnHookState, input: AnalogueInput, now: Ms): Stepped {
  switch (line.state) {
    case 'idle':
      return idle(line, input, now)
    case 'unplugged':
      return unplugged(line, input)
    case 'ringing':
      return ringing(line, input)
    case 'offered':
      return offered(line, input, now)
    case 'refused':
      return refused(line, input)
    case 'clearing':
      return clearing(line, input)
  }
}

/** Back to waiting for calls; a line with a fault looks after itself (A26). */
export function rest(fault: Fault): Stepped {
  const effects: AnalogueEffect[] = [{ type: 'listen', to: 'dtmf-caller-id' }]
  if (fault !== null) effects.push({ type: 'set-timer', name: 'probe', afterMs: PROBE_EVERY_MS })
  return [{ ...IDLE, fault }, effects]
}

function rung(): Stepped {
  return [{ state: 'ringing' }, [{ type: 'listen', to: 'nothing' }, untilGap]]
}

function offer(callerId: HeardCallerId): Stepped {
  return [{ state: 'offered' }, [{ type: 'listen', to: 'nothing' }, untilGap, { type: 'offer', callerId }]]
}

function unplug(): Stepped {
  return [
    { state: 'unplugged' },
    [
      { type: 'listen', to: 'nothing' },
      { type: 'report', fault: 'unreachable' },
    ],
  ]
}

function idle(line: StateOf<'idle'>, input: AnalogueInput, now: Ms): Stepped {
  switch (input.type) {
    case 'caller-id':
      return [{ ...line, callerId: { ...input.callerId, at: now } }, []]
    case 'ring-on': {
      const before: AnalogueEffect[] = [noProbe, ...recovery(line.fault)]
      const { callerId } = line
      const isKnown = callerId !== null && now - callerId.at <= DTMF_CALLER_ID_KEEPS_MS
      const [next, effects] = isKnown ? offer({ number: callerId.number, name: callerId.name }) : rung()
      return [next, [...before, ...effects]]
    }
    case 'dial':
      return [
        { state: 'seizing', digits: input.digits },
        [
          noProbe,
          { type: 'listen', to: 'progress' },
          { type: 'hook', hook: 'off' },
          { type: 'open-sound' },
          { type: 'set-timer', name: 'dial-tone', afterMs: DIAL_TONE_WAIT_MS },
        ],
      ]
    case 'timer':
      return input.name === 'probe' ? probe() : [line, []]
    case 'loop-drop': {
      const [next, effects] = unplug()
      return [next, [noProbe, ...effects]]
    }
    default:
      return [line, []]
  }
}

function probe(): Stepped {
  return [
    { state: 'probing' },
    [
      { type: 'listen', to: 'progress' },
      { type: 'hook', hook: 'off' },
      { type: 'set-timer', name: 'dial-tone', afterMs: DIAL_TONE_WAIT_MS },
    ],
  ]
}

function unplugged(line: StateOf<'unplugged'>, input: AnalogueInput): Stepped {
  if (input.type !== 'loop-back' && input.type !== 'ring-on') return [line, []]
  const [next, effects] = input.type === 'ring-on' ? rung() : rest(null)
  return [next, [{ type: 'report', fault: null }, ...effects]]
}

function ringing(line: StateOf<'ringing'>, input: AnalogueInput): Stepped {
  switch (input.type) {
    case 'ring-off':
      return [line, [{ type: 'listen', to: 'caller-id' }, untilGap]]
    case 'caller-id':
      return offer(input.callerId)
    case 'ring-on':
      return offer(NOBODY)
    case 'timer':
      return input.name === 'ring-gap' ? rest(null) : [line, []]
    case 'loop-drop': {
      const [next, effects] = unplug()
      return [next, [noGap, ...effects]]
    }
    default:
      return [line, []]
  }
}

function offered(line: StateOf<'offered'>, input: AnalogueInput, now: Ms): Stepped {
  const gone: AnalogueEffect = { type: 'end', cause: 'cancelled', by: 'them', detail: 'the ringing stopped' }
  switch (input.type) {
    case 'ring-on':
    case 'ring-off':
      return [line, [untilGap]]
    case 'answer':
      return [
        { state: 'answered', since: now },
        [
          noGap,
          { type: 'listen', to: 'progress' },
          { type: 'hook', hook: 'off' },
          { type: 'open-sound' },
          { type: 'answered' },
        ],
      ]
    case 'hang-up':
      return [{ state: 'refused' }, [{ type: 'end', cause: input.cause, by: 'us', detail: '' }]]
    case 'timer': {
      if (input.name !== 'ring-gap') return [line, []]
      const [next, effects] = rest(null)
      return [next, [gone, ...effects]]
    }
    case 'loop-drop':
      return [
        { state: 'clearing', isLoopThere: false, fault: null },
        [noGap, { ...gone, detail: 'loop drop' }, { type: 'set-timer', name: 'clear', afterMs: CLEAR_MS }],
      ]
    default:
      return [line, []]
  }
}

function refused(line: StateOf<'refused'>, input: AnalogueInput): Stepped {
  if (input.type === 'ring-on' || input.type === 'ring-off') return [line, [untilGap]]
  if (input.type === 'timer' && input.name === 'ring-gap') return rest(null)
  if (input.type !== 'loop-drop') return [line, []]
  const [next, effects] = unplug()
  return [next, [noGap, ...effects]]
}

function clearing(line: StateOf<'clearing'>, input: AnalogueInput): Stepped {
  switch (input.type) {
    case 'loop-drop':
      return [{ ...line, isLoopThere: false }, []]
    case 'loop-back':
      return [{ ...line, isLoopThere: true }, []]
    case 'ring-on': {
      const [next, effects] = rung()
      return [next, [{ type: 'clear-timer', name: 'clear' }, ...recovery(line.fault), ...effects]]
    }
    case 'timer':
      if (input.name !== 'clear') return [line, []]
      return line.isLoopThere ? rest(line.fault) : unplug()
    default:
      return [line, []]
  }
}
