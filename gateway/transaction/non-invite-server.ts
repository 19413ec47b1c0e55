// Non-INVITE server transaction: RFC 3261 §17.2.2. Rules NS1-NS7.
import type { SipResponse } from '../sip/message.ts'
import { type ServerEffect, type ServerInput, send } from './server-effects.ts'
import { clearTimer, type MachineTimers, setTimer, timerJ } from './timers.ts'

export type NonInviteServer =
  | { state: 'trying' }
  | { state: 'proceeding'; provisional: SipResponse }
  | { state: 'completed'; response: SipResponse }
  | { state: 'terminated' }

type Step = [NonInviteServer, ServerEffect[]]

const TERMINATED = { type: 'terminated' } as const

export const startNonInviteServer = (): Step => [{ state: 'trying' }, []]

function onRespond(response: SipResponse, timers: MachineTimers): Step {
  if (response.status < 200) return [{ state: 'proceeding', provisional: response }, [send(response)]]
  return [{ state: 'completed', response }, [send(response), setTimer('J', timerJ(timers))]]
}

function stepCompleted(tx: NonInviteServer & { state: 'completed' }, input: ServerInput): Step {
  switch (input.type) {
    case 'request':
      return [tx, [send(tx.response)]]
    case 'timer':
      return input.name === 'J' ? [{ state: 'terminated' }, [TERMINATED]] : [tx, []]
    case 'transport-failed':
      return [{ state: 'terminated' }, [clearTimer('J'), TERMINATED]]
    case 'ack':
    case 'respond':
      return [tx, []]
  }
}

export function stepNonInviteServer(tx: NonInviteServer, input: ServerInput, timers: MachineTimers): Step {
  switch (tx.state) {
    case 'trying':
      return input.type === 'respond' ? onRespond(input.response, timers) : [tx, []]
    case 'proceeding':
      if (input.type === 'respond') return onRespond(input.response, timers)
      if (input.type === 'request') return [tx, [send(tx.provisional)]]
      return input.type === 'transport-failed' ? [{ state: 'terminated' }, [TERMINATED]] : [tx, []]
    case 'completed':
      return stepCompleted(tx, input)
    case 'terminated':
      return [tx, []]
  }
}
