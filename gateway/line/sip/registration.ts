// Registration of a line at its trunk (RFC 3261 §10.2): refresh, backoff, credentials, 423, leaving. Rules R1-R9.
import type { LineFault, LineState } from '#protocol/reasons'
import type { HeaderField } from '../../sip/message.ts'

const EXPIRES_S = 300
/** Refreshed after this share of what the trunk granted. */
const REFRESH_SHARE = 0.8
const MIN_REFRESH_MS = 5000
const BACKOFF_START_MS = 5000
const BACKOFF_MAX_MS = 300_000
/** Wrong credentials do not get right by trying; trunks block those who try fast. */
const UNAUTHORISED_RETRY_MS = 120_000
const MAX_ATTEMPTS = 4

export type LineReport = { state: LineState; fault: LineFault | null; detail: string }

type Progress = { cseq: number; expiresS: number; attempts: number; failures: number }

export type Registration =
  | { state: 'idle' }
  | ({ state: 'registering' } & Progress)
  | ({ state: 'registered' } & Progress)
  | ({ state: 'waiting' } & Progress)
  | ({ state: 'leaving' } & Progress)
  | { state: 'left' }

export type RegistrationInput =
  | { type: 'start' }
  | {
      type: 'response'
      status: number
      expiresS: number | null
      minExpiresS: number | null
      authorization: HeaderField | null
    }
  | { type: 'failed' }
  | { type: 'timer' }
  | { type: 'stop' }

type RegistrationEffect =
  | { type: 'register'; cseq: number; expiresS: number; authorization: HeaderField | null }
  | { type: 'set-timer'; after: number }
  | { type: 'clear-timer' }
  | { type: 'report'; report: LineReport }
  | { type: 'left' }

type Step = [Registration, RegistrationEffect[]]
type Response = Extract<RegistrationInput, { type: 'response' }>

const report = (state: LineState, fault: LineFault | null, detail: string): RegistrationEffect => ({
  type: 'report',
  report: { state, fault, detail },
})

const send = (progress: Progress, expiresS: number, authorization: HeaderField | null): RegistrationEffect => ({
  type: 'register',
  cseq: progress.cseq,
  expiresS,
  authorization,
})

const progressOf = ({ cseq, expiresS, attempts, failures }: Progress): Progress => ({
  cseq,
  expiresS,
  attempts,
  failures,
})

function again(from: Progress, authorization: HeaderField | null, change: Partial<Progress>): Step {
  const progress = { ...progressOf(from), cseq: from.cseq + 1, ...change }
  return [{ state: 'registering', ...progress }, [send(progress, progress.expiresS, authorization)]]
}

function faultOf(status: number): LineFault {
  if (status === 401 || status === 403 || status === 407) return 'unauthorised'
  return status >= 500 || status === 408 ? 'unreachable' : 'configuration'
}

/** R6: 5 s, doubled each time, at most 5 minutes. */
function fail(from: Progress, fault: LineFault, detail: string): Step {
  const failures = from.failures + 1
  const backoff = Math.min(BACKOFF_START_MS * 2 ** (failures - 1), BACKOFF_MAX_MS)
  const after = fault === 'unauthorised' ? Math.max(backoff, UNAUTHORISED_RETRY_MS) : backoff
  return [
    { ...progressOf(from), state: 'waiting', failures, attempts: 0 },
    [report('down', fault, detail), { type: 'set-timer', after }],
  ]
}

function onResponse(reg: Progress, input: Response): Step {
  const { status, authorization } = input
  if (status < 200) return [{ ...progressOf(reg), state: 'registering' }, []]
  if (status < 300) {
    const grantedS = input.expiresS ?? reg.expiresS
    const after = Math.max(grantedS * 1000 * REFRESH_SHARE, MIN_REFRESH_MS)
    const registered: Registration = { ...progressOf(reg), state: 'registered', attempts: 0, failures: 0 }
    return [registered, [report('up', null, ''), { type: 'set-timer', after }]]
  }
  const mayTry = reg.attempts < MAX_ATTEMPTS
  if (authorization && mayTry) return again(reg, authorization, { attempts: reg.attempts + 1 })
  const { minExpiresS } = input
  if (status === 423 && minExpiresS !== null && minExpiresS > reg.expiresS && mayTry)
    return again(reg, null, { attempts: reg.attempts + 1, expiresS: minExpiresS })
  return fail(reg, faultOf(status), `SIP ${status}`)
}

function stop(reg: Registration): Step {
  if (reg.state === 'idle' || reg.state === 'waiting' || reg.state === 'left')
    return [{ state: 'left' }, [{ type: 'clear-timer' }, { type: 'left' }]]
  const progress = { ...progressOf(reg), cseq: reg.cseq + 1, attempts: 1 }
  return [{ ...progress, state: 'leaving' }, [{ type: 'clear-timer' }, send(progress, 0, null)]]
}

function stepLeaving(reg: Registration & { state: 'leaving' }, input: RegistrationInput): Step {
  const isOver = input.type === 'failed' || (input.type === 'response' && input.status >= 200)
  if (!isOver) return [reg, []]
  if (input.type === 'response' && input.authorization && reg.attempts < MAX_ATTEMPTS) {
    const progress = { ...progressOf(reg), cseq: reg.cseq + 1, attempts: reg.attempts + 1 }
    return [{ ...progress, state: 'leaving' }, [send(progress, 0, input.authorization)]]
  }
  return [{ state: 'left' }, [{ type: 'left' }]]
}

export function stepRegistration(reg: Registration, input: RegistrationInput): Step {
  if (input.type === 'stop') return reg.state === 'leaving' ? [reg, []] : stop(reg)
  switch (reg.state) {
    case 'idle': {
      if (input.type !== 'start') return [reg, []]
      const [next, effects] = again({ cseq: 0, expiresS: EXPIRES_S, attempts: 0, failures: 0 }, null, { attempts: 1 })
      return [next, [report('registering', null, ''), ...effects]]
    }
    case 'registering':
      if (input.type === 'response') return onResponse(reg, input)
      return input.type === 'failed' ? fail(reg, 'unreachable', 'no response') : [reg, []]
    case 'registered':
    case 'waiting':
      return input.type === 'timer' ? again(reg, null, { attempts: 1 }) : [reg, []]
    case 'leaving':
      return stepLeaving(reg, input)
    case 'left':
      return [reg, []]
  }
}
