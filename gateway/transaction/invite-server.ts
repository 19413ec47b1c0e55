// INVITE server transaction: RFC 3261 §17.2.1 with the Accepted state of RFC 6026 §8.5. Rules IS1-IS10.
import type { SipResponse } from '../sip/message.ts'
import { type ServerEffect, type ServerInput, send } from './server-effects.ts'
import {
  clearTimer,
  type MachineTimers,
  setResendTimer,
  setTimer,
  timerOfLastPacket,
  transactionTimeout,
} from './timers.ts'

export type InviteServer =
  | { state: 'proceeding'; provisional: SipResponse }
  | { state: 'completed'; response: SipResponse; resendAfter: number }
  | { state: 'confirmed' }
  | { state: 'accepted' }
  | { state: 'terminated' }

type Step = [InviteServer, ServerEffect[]]

const TERMINATED_STATE: InviteServer = { state: 'terminated' }
const TERMINATED = { type: 'terminated' } as const

export const startInviteServer = (trying: SipResponse): Step => [
  { state: 'proceeding', provisional: trying },
  [send(trying)],
]

type Proceeding = InviteServer & { state: 'proceeding' }
type Completed = InviteServer & { state: 'completed' }

function stepProceeding(tx: Proceeding, input: ServerInput, timers: MachineTimers): Step {
  if (input.type === 'request') return [tx, [send(tx.provisional)]]
  if (input.type !== 'respond') return [tx, []]
  const { response } = input
  if (response.status < 200) return [{ ...tx, provisional: response }, [send(response)]]
  const timeout = transactionTimeout(timers)
  if (response.status < 300) return [{ state: 'accepted' }, [send(response), setTimer('L', timeout)]]
  return [
    { state: 'completed', response, resendAfter: timers.t1 },
    [send(response), ...setResendTimer('G', timers.t1, timers), setTimer('H', timeout)],
  ]
}

function stepCompleted(tx: Completed, input: ServerInput, timers: MachineTimers): Step {
  if (input.type === 'request') return [tx, [send(tx.response)]]
  if (input.type === 'ack')
    return [{ state: 'confirmed' }, [clearTimer('G'), clearTimer('H'), setTimer('I', timerOfLastPacket(timers))]]
  if (input.type === 'transport-failed') return [TERMINATED_STATE, [clearTimer('G'), clearTimer('H'), TERMINATED]]
  if (input.type !== 'timer') return [tx, []]
  if (input.name === 'H') return [TERMINATED_STATE, [clearTimer('G'), TERMINATED]]
  if (input.name !== 'G') return [tx, []]
  const resendAfter = Math.min(tx.resendAfter * 2, timers.t2)
  return [{ ...tx, resendAfter }, [send(tx.response), setTimer('G', resendAfter)]]
}

function stepAccepted(tx: InviteServer, input: ServerInput): Step {
  switch (input.type) {
    case 'respond': {
      const isSuccess = input.response.status >= 200 && input.response.status < 300
      return [tx, isSuccess ? [send(input.response)] : []]
    }
    case 'ack':
      return [tx, [{ type: 'deliver-ack', ack: input.ack }]]
    case 'timer':
      return input.name === 'L' ? [TERMINATED_STATE, [TERMINATED]] : [tx, []]
    case 'request':
    case 'transport-failed':
      return [tx, []]
  }
}

export function stepInviteServer(tx: InviteServer, input: ServerInput, timers: MachineTimers): Step {
  switch (tx.state) {
    case 'proceeding':
      return stepProceeding(tx, input, timers)
    case 'completed':
      return stepCompleted(tx, input, timers)
    case 'confirmed':
      return input.type === 'timer' && input.name === 'I' ? [TERMINATED_STATE, [TERMINATED]] : [tx, []]
    case 'accepted':
      return stepAccepted(tx, input)
    case 'terminated':
      return [tx, []]
  }
}
