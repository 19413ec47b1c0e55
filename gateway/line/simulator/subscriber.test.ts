import { describe, expect, test } from 'vitest'
import { type SubscriberEffect, type SubscriberInput, type SubscriberState, stepSubscriber } from './subscriber.ts'

const STATES = {
  idle: { state: 'idle' },
  'dial-tone': { state: 'dial-tone' },
  collecting: { state: 'collecting', digits: '10' },
  calling: { state: 'calling', called: 'b' },
  ringing: { state: 'ringing', caller: 'b' },
  talking: { state: 'talking', peer: 'b' },
  tone: { state: 'tone', tone: 'busy' },
} as const satisfies Record<string, SubscriberState>

const INPUTS = {
  'off-hook': { type: 'off-hook' },
  'on-hook': { type: 'on-hook' },
  digit: { type: 'digit', digit: '0' },
  '#': { type: 'digit', digit: '#' },
  'routed on': { type: 'routed', routed: { to: 'more-digits' } },
  'routed to b': { type: 'routed', routed: { to: 'subscriber', id: 'b' } },
  'routed to tone': { type: 'routed', routed: { to: 'tone', tone: 'congestion' } },
  rung: { type: 'rung', caller: 'b' },
  'peer-answered': { type: 'peer-answered' },
  'peer-gone': { type: 'peer-gone' },
  timer: { type: 'timer' },
} as const satisfies Record<string, SubscriberInput>

type Name = keyof typeof STATES
type InputName = keyof typeof INPUTS

/** State, then effects; what is not listed changes nothing (X11). */
const CELLS: Record<Name, Partial<Record<InputName, string>>> = {
  idle: { 'off-hook': 'dial-tone: set-timer', rung: 'ringing: start-ringing' },
  'dial-tone': {
    'on-hook': 'idle: clear-timer',
    digit: 'collecting: set-timer, route 0',
    '#': 'collecting: set-timer, route  complete',
    timer: 'tone: ',
  },
  collecting: {
    'on-hook': 'idle: clear-timer',
    digit: 'collecting: set-timer, route 100',
    '#': 'collecting: set-timer, route 10 complete',
    timer: 'collecting: route 10 complete',
    'routed to b': 'calling: set-timer',
    'routed to tone': 'tone: clear-timer',
  },
  calling: {
    'on-hook': 'idle: clear-timer, b peer-gone',
    'peer-answered': 'talking: clear-timer, reverse-polarity',
    'peer-gone': 'tone: clear-timer',
    timer: 'tone: b peer-gone',
  },
  ringing: { 'off-hook': 'talking: stop-ringing, b peer-answered', 'peer-gone': 'idle: stop-ringing' },
  talking: { 'on-hook': 'idle: b peer-gone', 'peer-gone': 'tone: ' },
  tone: { 'on-hook': 'idle: ' },
}

function shown(effect: SubscriberEffect): string {
  if (effect.type === 'tell') return `${effect.id} ${effect.input.type}`
  return effect.type === 'route' ? `route ${effect.digits}${effect.isComplete ? ' complete' : ''}` : effect.type
}

describe('X1-X11 every state × every input', () => {
  for (const name of Object.keys(STATES) as Name[]) {
    test(name, () => {
      for (const inputName of Object.keys(INPUTS) as InputName[]) {
        const [next, effects] = stepSubscriber(STATES[name], INPUTS[inputName])
        const cell = CELLS[name][inputName]
        if (cell === undefined) expect([inputName, next, effects]).toEqual([inputName, STATES[name], []])
        else expect([inputName, `${next.state}: ${effects.map(shown).join(', ')}`]).toEqual([inputName, cell])
      }
    })
  }
  test('X2 twenty digits are complete', () => {
    const [, effects] = stepSubscriber({ state: 'collecting', digits: '1'.repeat(19) }, { type: 'digit', digit: '5' })
    expect(effects.map(shown)).toContain(`route ${'1'.repeat(19)}5 complete`)
  })
})
