import { describe, expect, test } from 'vitest'
import { stepLine } from './analogue-line.ts'
import {
  ANSWER_REVERSAL_MS,
  type AnalogueEffect,
  type AnalogueInput,
  type AnalogueState,
  DTMF_CALLER_ID_KEEPS_MS,
  IDLE,
} from './analogue-state.ts'

const NOW = 100_000
const callerId = { number: '13800138001', name: '王' }

const STATES = {
  idle: IDLE,
  'idle, number heard': { ...IDLE, callerId: { ...callerId, at: NOW - 1000 } },
  'idle, no dial tone': { ...IDLE, fault: 'no-dial-tone' },
  unplugged: { state: 'unplugged' },
  ringing: { state: 'ringing' },
  offered: { state: 'offered' },
  refused: { state: 'refused' },
  clearing: { state: 'clearing', isLoopThere: true, fault: null },
  'clearing, loop gone': { state: 'clearing', isLoopThere: false, fault: null },
  answered: { state: 'answered', since: 1000 },
  seizing: { state: 'seizing', digits: '10086' },
  dialing: { state: 'dialing' },
  calling: { state: 'calling', heardRingBack: false },
  'calling, it rings': { state: 'calling', heardRingBack: true },
  probing: { state: 'probing' },
} as const satisfies Record<string, AnalogueState>

const INPUTS = {
  'ring-on': { type: 'ring-on' },
  'ring-off': { type: 'ring-off' },
  polarity: { type: 'polarity' },
  'loop-drop': { type: 'loop-drop' },
  'loop-back': { type: 'loop-back' },
  'caller-id': { type: 'caller-id', callerId },
  'dial tone': { type: 'heard', sign: { sign: 'dial' } },
  'ring-back': { type: 'heard', sign: { sign: 'ring-back' } },
  'ring-back ended': { type: 'heard', sign: { sign: 'ring-back-ended' } },
  voice: { type: 'heard', sign: { sign: 'voice' } },
  'busy 2': { type: 'heard', sign: { sign: 'busy', periods: 2 } },
  'busy 3': { type: 'heard', sign: { sign: 'busy', periods: 3 } },
  'congestion 3': { type: 'heard', sign: { sign: 'congestion', periods: 3 } },
  'unknown 1': { type: 'heard', sign: { sign: 'unknown-number', periods: 1 } },
  'unknown 2': { type: 'heard', sign: { sign: 'unknown-number', periods: 2 } },
  'digits-sent': { type: 'digits-sent' },
  answer: { type: 'answer' },
  dial: { type: 'dial', digits: '10086' },
  'hang-up': { type: 'hang-up', cause: 'normal' },
  'ring-gap': { type: 'timer', name: 'ring-gap' },
  'no dial-tone': { type: 'timer', name: 'dial-tone' },
  'no-answer': { type: 'timer', name: 'no-answer' },
  clear: { type: 'timer', name: 'clear' },
  probe: { type: 'timer', name: 'probe' },
} as const satisfies Record<string, AnalogueInput>

type Cell = { to: AnalogueState['state']; tells: string }
type StateName = keyof typeof STATES
type InputName = keyof typeof INPUTS
const to = (state: AnalogueState['state'], tells = ''): Cell => ({ to: state, tells })

/** Every cell that does something; all others change nothing (A28). */
const CELLS: Record<StateName, Partial<Record<InputName, Cell>>> = {
  idle: {
    'ring-on': to('ringing'),
    'loop-drop': to('unplugged', 'report unreachable'),
    'caller-id': to('idle'),
    dial: to('seizing', 'off, sound'),
    probe: to('probing', 'off'),
  },
  'idle, number heard': {
    'ring-on': to('offered', 'offer 13800138001'),
    'loop-drop': to('unplugged', 'report unreachable'),
    'caller-id': to('idle'),
    dial: to('seizing', 'off, sound'),
    probe: to('probing', 'off'),
  },
  'idle, no dial tone': {
    'ring-on': to('ringing', 'report null'),
    'loop-drop': to('unplugged', 'report unreachable'),
    'caller-id': to('idle'),
    dial: to('seizing', 'off, sound'),
    probe: to('probing', 'off'),
  },
  unplugged: { 'ring-on': to('ringing', 'report null'), 'loop-back': to('idle', 'report null') },
  ringing: {
    'ring-on': to('offered', 'offer '),
    'ring-off': to('ringing'),
    'caller-id': to('offered', 'offer 13800138001'),
    'loop-drop': to('unplugged', 'report unreachable'),
    'ring-gap': to('idle'),
  },
  offered: {
    'ring-on': to('offered'),
    'ring-off': to('offered'),
    answer: to('answered', 'off, sound, answered'),
    'hang-up': to('refused', 'end normal us'),
    'loop-drop': to('clearing', 'end cancelled them'),
    'ring-gap': to('idle', 'end cancelled them'),
  },
  refused: {
    'ring-on': to('refused'),
    'ring-off': to('refused'),
    'loop-drop': to('unplugged', 'report unreachable'),
    'ring-gap': to('idle'),
  },
  clearing: {
    'ring-on': to('ringing'),
    'loop-drop': to('clearing'),
    'loop-back': to('clearing'),
    clear: to('idle'),
  },
  'clearing, loop gone': {
    'ring-on': to('ringing'),
    'loop-drop': to('clearing'),
    'loop-back': to('clearing'),
    clear: to('unplugged', 'report unreachable'),
  },
  answered: {
    polarity: to('clearing', 'on, end normal them'),
    'loop-drop': to('clearing', 'on, end normal them'),
    'busy 3': to('clearing', 'on, end normal them'),
    'congestion 3': to('clearing', 'on, end normal them'),
    'hang-up': to('clearing', 'on, end normal us'),
  },
  seizing: {
    'dial tone': to('dialing', 'report null, send 10086'),
    'busy 3': to('clearing', 'on, end congestion them'),
    'loop-drop': to('clearing', 'on, end normal them'),
    'hang-up': to('clearing', 'on, end normal us'),
    'no dial-tone': to('clearing', 'on, end unreachable us, report no-dial-tone'),
  },
  dialing: {
    'digits-sent': to('calling', 'early-media'),
    'loop-drop': to('clearing', 'on, end normal them'),
    'hang-up': to('clearing', 'on, end normal us'),
  },
  calling: {
    'ring-back': to('calling', 'ringing'),
    polarity: to('answered', 'answered'),
    'busy 3': to('clearing', 'on, end busy them'),
    'congestion 3': to('clearing', 'on, end congestion them'),
    'unknown 2': to('clearing', 'on, end unknown-number them'),
    'loop-drop': to('clearing', 'on, end normal them'),
    'hang-up': to('clearing', 'on, end normal us'),
    'no-answer': to('clearing', 'on, end no-answer us'),
  },
  'calling, it rings': {
    polarity: to('answered', 'answered'),
    voice: to('answered', 'answered'),
    'ring-back ended': to('answered', 'answered'),
    'busy 3': to('clearing', 'on, end no-answer them'),
    'congestion 3': to('clearing', 'on, end congestion them'),
    'unknown 2': to('clearing', 'on, end unknown-number them'),
    'loop-drop': to('clearing', 'on, end normal them'),
    'hang-up': to('clearing', 'on, end normal us'),
    'no-answer': to('clearing', 'on, end no-answer us'),
  },
  probing: {
    'dial tone': to('clearing', 'on, report null'),
    'no dial-tone': to('clearing', 'on'),
    'loop-drop': to('clearing', 'on'),
  },
}

/** What an effect tells the card, the leg or the server; timers and receivers are told apart elsewhere. */
function told(effect: AnalogueEffect): string[] {
  switch (effect.type) {
    case 'hook':
      return [effect.hook]
    case 'open-sound':
      return ['sound']
    case 'offer':
      return [`offer ${effect.callerId.number}`]
    case 'send-digits':
      return [`send ${effect.digits}`]
    case 'progressed':
      return [effect.progress]
    case 'end':
      return [`end ${effect.cause} ${effect.by}`]
    case 'report':
      return [`report ${effect.fault}`]
    case 'answered':
      return ['answered']
    default:
      return []
  }
}

const stateNames = Object.keys(STATES) as StateName[]
const inputNames = Object.keys(INPUTS) as InputName[]

describe('A1-A29 every state × every input', () => {
  for (const stateName of stateNames) {
    test(stateName, () => {
      for (const inputName of inputNames) {
        const line = STATES[stateName]
        const [next, effects] = stepLine(line, INPUTS[inputName], NOW)
        const cell = CELLS[stateName][inputName]
        if (cell === undefined) expect([inputName, next, effects]).toEqual([inputName, line, []])
        else expect([inputName, next.state, effects.flatMap(told).join(', ')]).toEqual([inputName, cell.to, cell.tells])
      }
    })
  }

  test('A29 a leg is ended exactly when it was there and is no more', () => {
    const hasLeg = ({ state }: AnalogueState): boolean =>
      ['offered', 'answered', 'seizing', 'dialing', 'calling'].includes(state)
    for (const stateName of stateNames)
      for (const inputName of inputNames) {
        const [next, effects] = stepLine(STATES[stateName], INPUTS[inputName], NOW)
        const ends = effects.filter(({ type }) => type === 'end').length
        expect([stateName, inputName, ends]).toEqual([
          stateName,
          inputName,
          hasLeg(STATES[stateName]) && !hasLeg(next) ? 1 : 0,
        ])
      }
  })

  test('every way off the hook but a leg’s leads back on it', () => {
    const isOff = ({ state }: AnalogueState): boolean =>
      ['answered', 'seizing', 'dialing', 'calling', 'probing'].includes(state)
    for (const stateName of stateNames)
      for (const inputName of inputNames) {
        const [next, effects] = stepLine(STATES[stateName], INPUTS[inputName], NOW)
        const hooks = effects.flatMap((effect) => (effect.type === 'hook' ? [effect.hook] : []))
        const expected = isOff(STATES[stateName]) === isOff(next) ? [] : [isOff(next) ? 'off' : 'on']
        expect([stateName, inputName, hooks]).toEqual([stateName, inputName, expected])
      }
  })
})

describe('time and receivers', () => {
  const effectsOf = (line: AnalogueState, input: AnalogueInput, now = NOW): AnalogueEffect[] =>
    stepLine(line, input, now)[1]

  test('A2 a number heard too long before the ring does not count', () => {
    const line = STATES['idle, number heard']
    const late = line.callerId.at + DTMF_CALLER_ID_KEEPS_MS + 1
    expect(stepLine(line, INPUTS['ring-on'], late)[0].state).toBe('ringing')
    expect(stepLine(line, INPUTS['ring-on'], late - 1)[0].state).toBe('offered')
  })
  test('A3 the line listens for caller id when the first ring ends', () => {
    expect(effectsOf(STATES.ringing, INPUTS['ring-off'])).toContainEqual({ type: 'listen', to: 'caller-id' })
  })
  test('A14 a reversal at the answer is not the end', () => {
    const line: AnalogueState = { state: 'answered', since: NOW }
    expect(stepLine(line, INPUTS.polarity, NOW + ANSWER_REVERSAL_MS - 1)[0]).toBe(line)
    expect(stepLine(line, INPUTS.polarity, NOW + ANSWER_REVERSAL_MS)[0].state).toBe('clearing')
  })
  test('A26 a line without dial tone is tried again and again', () => {
    const [clearing] = stepLine(STATES.probing, INPUTS['no dial-tone'], NOW)
    const [idle, effects] = stepLine(clearing, INPUTS.clear, NOW)
    expect(idle).toEqual(STATES['idle, no dial tone'])
    expect(effects).toContainEqual({ type: 'set-timer', name: 'probe', afterMs: 60_000 })
  })
  test('no timer of a state runs on in another', () => {
    for (const stateName of stateNames)
      for (const inputName of inputNames) {
        const [next, effects] = stepLine(STATES[stateName], INPUTS[inputName], NOW)
        if (next.state === STATES[stateName].state || INPUTS[inputName].type === 'timer') continue
        for (const name of TIMERS_OF[STATES[stateName].state] ?? []) {
          const isHandled = effects.some(
            (effect) => (effect.type === 'clear-timer' || effect.type === 'set-timer') && effect.name === name,
          )
          const isKept = TIMERS_OF[next.state]?.includes(name) ?? false
          expect([stateName, inputName, name, isHandled || isKept]).toEqual([stateName, inputName, name, true])
        }
      }
  })
})

const TIMERS_OF: Partial<Record<AnalogueState['state'], string[]>> = {
  idle: ['probe'],
  ringing: ['ring-gap'],
  offered: ['ring-gap'],
  refused: ['ring-gap'],
  clearing: ['clear'],
  seizing: ['dial-tone'],
  probing: ['dial-tone'],
  calling: ['no-answer'],
}
