// Every state × input of registration (R) and line health (H).
import { describe, expect, it } from 'vitest'
import { type HealthInput, type LineHealth, stepHealth } from './line-health.ts'
import { type Registration, type RegistrationInput, stepRegistration } from './registration.ts'

const progress = { cseq: 5, expiresS: 300, attempts: 1, failures: 0 }
const answer = (status: number, changed: Partial<Extract<RegistrationInput, { type: 'response' }>> = {}) =>
  ({ type: 'response', status, expiresS: null, minExpiresS: null, authorization: null, ...changed }) as const
const AUTHORIZATION = { name: 'authorization', value: 'Digest x' }

const registrations: Record<string, Registration> = {
  idle: { state: 'idle' },
  registering: { state: 'registering', ...progress },
  registered: { state: 'registered', ...progress },
  waiting: { state: 'waiting', ...progress, failures: 1 },
  leaving: { state: 'leaving', ...progress },
  left: { state: 'left' },
}
const inputs: Record<string, RegistrationInput> = {
  start: { type: 'start' },
  '100': answer(100),
  '200': answer(200, { expiresS: 60 }),
  '401 auth': answer(401, { authorization: AUTHORIZATION }),
  '401': answer(401),
  '423': answer(423, { minExpiresS: 900 }),
  '404': answer(404),
  '503': answer(503),
  failed: { type: 'failed' },
  timer: { type: 'timer' },
  stop: { type: 'stop' },
}

const TABLE: Record<string, Record<string, string>> = {
  idle: { start: 'registering: registering, REGISTER 1 300', stop: 'left: -timer, left' },
  registering: {
    '200': 'registered: up, timer 48000',
    '401 auth': 'registering: REGISTER 6 300 auth',
    '401': 'waiting: down unauthorised, timer 120000',
    '423': 'registering: REGISTER 6 900',
    '404': 'waiting: down configuration, timer 5000',
    '503': 'waiting: down unreachable, timer 5000',
    failed: 'waiting: down unreachable, timer 5000',
    stop: 'leaving: -timer, REGISTER 6 0',
  },
  registered: { timer: 'registering: REGISTER 6 300', stop: 'leaving: -timer, REGISTER 6 0' },
  waiting: { timer: 'registering: REGISTER 6 300', stop: 'left: -timer, left' },
  leaving: {
    '200': 'left: left',
    '401 auth': 'leaving: REGISTER 6 0 auth',
    '401': 'left: left',
    '423': 'left: left',
    '404': 'left: left',
    '503': 'left: left',
    failed: 'left: left',
  },
  left: { stop: 'left: -timer, left' },
}

function registrationCell(from: Registration, input: RegistrationInput): string {
  const [next, effects] = stepRegistration(from, input)
  const briefs = effects.map((effect) => {
    if (effect.type === 'register')
      return `REGISTER ${effect.cseq} ${effect.expiresS}${effect.authorization ? ' auth' : ''}`
    if (effect.type === 'set-timer') return `timer ${effect.after}`
    if (effect.type === 'clear-timer') return '-timer'
    return effect.type === 'left' ? 'left' : `${effect.report.state} ${effect.report.fault ?? ''}`.trim()
  })
  return `${next.state}: ${briefs.join(', ')}`
}

describe('registration', () => {
  const cells = Object.keys(registrations).flatMap((state) =>
    Object.keys(inputs).map((input) => [state, input] as const),
  )
  it.each(cells)('%s × %s', (state, input) => {
    expect(registrationCell(registrations[state]!, inputs[input]!)).toBe(TABLE[state]?.[input] ?? `${state}: `)
  })

  it('R6 backs off 5 s, 10 s … at most 5 min', () => {
    const delays: number[] = []
    let reg: Registration = registrations.registering!
    for (let i = 0; i < 9; i++) {
      const [waiting, effects] = stepRegistration(reg, inputs.failed!)
      for (const effect of effects) if (effect.type === 'set-timer') delays.push(effect.after / 1000)
      reg = stepRegistration(waiting, inputs.timer!)[0]
    }
    expect(delays).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300])
  })

  it('R2 R4 gives up on a registrar that never has enough', () => {
    for (const endless of [inputs['401 auth']!, inputs['423']!]) {
      let reg: Registration = registrations.registering!
      for (let i = 0; i < 10 && reg.state === 'registering'; i++) reg = stepRegistration(reg, endless)[0]
      expect(reg.state).toBe('waiting')
    }
  })
})

describe('line health', () => {
  const up: LineHealth = { state: 'up', isProbeable: false, misses: 0 }
  const lines: Record<string, LineHealth> = {
    up,
    probeable: { ...up, isProbeable: true },
    'missed once': { state: 'up', isProbeable: true, misses: 1 },
    down: { state: 'down', isProbeable: false, misses: 0 },
  }
  const healthInputs: Record<string, HealthInput> = {
    start: { type: 'start', mustConnect: false },
    'start, stream': { type: 'start', mustConnect: true },
    unreachable: { type: 'unreachable' },
    heard: { type: 'heard', knowsOptions: false },
    'heard OPTIONS': { type: 'heard', knowsOptions: true },
    'dial-unanswered': { type: 'dial-unanswered' },
    'probe-unanswered': { type: 'probe-unanswered' },
    timer: { type: 'timer' },
  }
  const HEALTH: Record<string, Record<string, string>> = {
    up: {
      start: 'up 0: up, timer',
      'start, stream': 'up 0: up, OPTIONS, timer',
      unreachable: 'down 0: down',
      'heard OPTIONS': 'up 0 asked: ',
      'dial-unanswered': 'down 0: down',
      'probe-unanswered': 'up 1: ',
      timer: 'up 0: timer',
    },
    probeable: {
      start: 'up 0 asked: up, timer',
      'start, stream': 'up 0 asked: up, OPTIONS, timer',
      unreachable: 'down 0 asked: down',
      'dial-unanswered': 'down 0 asked: down',
      'probe-unanswered': 'up 1 asked: ',
      timer: 'up 0 asked: OPTIONS, timer',
    },
    'missed once': {
      start: 'up 0 asked: up, timer',
      'start, stream': 'up 0 asked: up, OPTIONS, timer',
      unreachable: 'down 1 asked: down',
      heard: 'up 0 asked: ',
      'heard OPTIONS': 'up 0 asked: ',
      'dial-unanswered': 'down 1 asked: down',
      'probe-unanswered': 'down 2 asked: down',
      timer: 'up 1 asked: OPTIONS, timer',
    },
    down: {
      start: 'up 0: up, timer',
      'start, stream': 'up 0: up, OPTIONS, timer',
      heard: 'up 0: up',
      'heard OPTIONS': 'up 0 asked: up',
      'probe-unanswered': 'down 1: ',
      timer: 'down 0: OPTIONS, timer',
    },
  }
  const name = (line: LineHealth) => `${line.state} ${line.misses}${line.isProbeable ? ' asked' : ''}`
  const cells = Object.keys(lines).flatMap((state) => Object.keys(healthInputs).map((input) => [state, input] as const))

  it.each(cells)('%s × %s', (state, input) => {
    const [next, effects] = stepHealth(lines[state]!, healthInputs[input]!)
    const briefs = effects.map((effect) => {
      if (effect.type === 'report') return effect.report.state
      return effect.type === 'set-timer' ? 'timer' : 'OPTIONS'
    })
    expect(`${name(next)}: ${briefs.join(', ')}`).toBe(HEALTH[state]?.[input] ?? `${name(lines[state]!)}: `)
  })
})
