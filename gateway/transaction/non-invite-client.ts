// Non-INVITE client transaction: RFC 3261 §17.1.2. Rules NC1-NC7.
import { type ClientEffect, type ClientInput, deliver, failed, SEND_REQUEST, TERMINATED } from './client-effects.ts'
import { clearTimer, type MachineTimers, setResendTimer, setTimer, timerOfLastPacket } from './timers.ts'

export type NonInviteClient =
  | { state: 'trying'; resendAfter: number }
  | { state: 'proceeding' }
  | { state: 'completed' }
  | { state: 'terminated' }

type Step = [NonInviteClient, ClientEffect[]]

const STOP = [clearTimer('E'), clearTimer('F')]
const TERMINATED_STATE: NonInviteClient = { state: 'terminated' }

export function startNonInviteClient(timers: MachineTimers): Step {
  return [
    { state: 'trying', resendAfter: timers.t1 },
    [SEND_REQUEST, ...setResendTimer('E', timers.t1, timers), setTimer('F', timers.patience)],
  ]
}

type Waiting = NonInviteClient & { state: 'trying' | 'proceeding' }

function stepWaiting(tx: Waiting, input: ClientInput, timers: MachineTimers): Step {
  if (input.type === 'transport-failed') return [TERMINATED_STATE, [...STOP, ...failed('transport-failed')]]
  if (input.type === 'response') {
    const { response } = input
    if (response.status >= 200)
      return [{ state: 'completed' }, [...STOP, setTimer('K', timerOfLastPacket(timers)), deliver(response)]]
    return [{ state: 'proceeding' }, [deliver(response)]]
  }
  if (input.name === 'F') return [TERMINATED_STATE, [clearTimer('E'), ...failed('timeout')]]
  if (input.name !== 'E') return [tx, []]
  if (tx.state === 'proceeding') return [tx, [SEND_REQUEST, setTimer('E', timers.t2)]]
  const resendAfter = Math.min(tx.resendAfter * 2, timers.t2)
  return [{ ...tx, resendAfter }, [SEND_REQUEST, setTimer('E', resendAfter)]]
}

export function stepNonInviteClient(tx: NonInviteClient, input: ClientInput, timers: MachineTimers): Step {
  switch (tx.state) {
    case 'trying':
    case 'proceeding':
      return stepWaiting(tx, input, timers)
    case 'completed':
      return input.type === 'timer' && input.name === 'K' ? [TERMINATED_STATE, [TERMINATED]] : [tx, []]
    case 'terminated':
      return [tx, []]
  }
}
