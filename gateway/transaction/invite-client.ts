// INVITE client transaction: RFC 3261 §17.1.1 with the Accepted state of RFC 6026 §8.4. Rules IC1-IC9.
import { type ClientEffect, type ClientInput, deliver, failed, SEND_REQUEST, TERMINATED } from './client-effects.ts'
import { clearTimer, type MachineTimers, setResendTimer, setTimer, timerD, transactionTimeout } from './timers.ts'

export type InviteClient =
  | { state: 'calling'; resendAfter: number }
  | { state: 'proceeding' }
  | { state: 'completed' }
  | { state: 'accepted' }
  | { state: 'terminated' }

type Step = [InviteClient, ClientEffect[]]

const TERMINATED_STATE: InviteClient = { state: 'terminated' }

export function startInviteClient(timers: MachineTimers): Step {
  return [
    { state: 'calling', resendAfter: timers.t1 },
    [SEND_REQUEST, ...setResendTimer('A', timers.t1, timers), setTimer('B', timers.patience)],
  ]
}

function onResponse(tx: InviteClient, input: ClientInput & { type: 'response' }, timers: MachineTimers): Step {
  const { response } = input
  const stop = tx.state === 'calling' ? [clearTimer('A'), clearTimer('B')] : []
  if (response.status < 200) return [{ state: 'proceeding' }, [...stop, deliver(response)]]
  if (response.status < 300)
    return [{ state: 'accepted' }, [...stop, setTimer('M', transactionTimeout(timers)), deliver(response)]]
  return [
    { state: 'completed' },
    [...stop, { type: 'send-ack', response }, setTimer('D', timerD(timers)), deliver(response)],
  ]
}

function stepCalling(tx: InviteClient & { state: 'calling' }, input: ClientInput, timers: MachineTimers): Step {
  switch (input.type) {
    case 'response':
      return onResponse(tx, input, timers)
    case 'timer':
      if (input.name === 'A') {
        const resendAfter = tx.resendAfter * 2
        return [{ ...tx, resendAfter }, [SEND_REQUEST, setTimer('A', resendAfter)]]
      }
      return input.name === 'B' ? [TERMINATED_STATE, [clearTimer('A'), ...failed('timeout')]] : [tx, []]
    case 'transport-failed':
      return [TERMINATED_STATE, [clearTimer('A'), clearTimer('B'), ...failed('transport-failed')]]
  }
}

function stepCompleted(tx: InviteClient, input: ClientInput): Step {
  if (input.type === 'transport-failed') return [TERMINATED_STATE, [clearTimer('D'), ...failed('transport-failed')]]
  if (input.type === 'timer') return input.name === 'D' ? [TERMINATED_STATE, [TERMINATED]] : [tx, []]
  return [tx, input.response.status >= 300 ? [{ type: 'send-ack', response: input.response }] : []]
}

function stepAccepted(tx: InviteClient, input: ClientInput): Step {
  if (input.type === 'timer') return input.name === 'M' ? [TERMINATED_STATE, [TERMINATED]] : [tx, []]
  if (input.type === 'transport-failed') return [tx, []]
  const { response } = input
  return [tx, response.status >= 200 && response.status < 300 ? [deliver(response)] : []]
}

export function stepInviteClient(tx: InviteClient, input: ClientInput, timers: MachineTimers): Step {
  switch (tx.state) {
    case 'calling':
      return stepCalling(tx, input, timers)
    case 'proceeding':
      return input.type === 'response' ? onResponse(tx, input, timers) : [tx, []]
    case 'completed':
      return stepCompleted(tx, input)
    case 'accepted':
      return stepAccepted(tx, input)
    case 'terminated':
      return [tx, []]
  }
}
