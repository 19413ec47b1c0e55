// A leg that has ended for the server and waits for the answer to its BYE. Rules D22-D24.
import { tagOf } from '../sip/address.ts'
import { reasonField } from './hangup-cause.ts'
import { type Closing, clearTimer, ENDED, type SessionInput, type SessionStep, TERMINATED } from './session.ts'
import { ackOf2xx, byeOf, nextRequest, refusal, refuseFork, respond, terminate } from './session-messages.ts'

const MAX_BYES = 3

function onResponse(leg: Closing, input: Extract<SessionInput, { type: 'response' }>): SessionStep {
  const { response, authorization } = input
  const { dialog, invite } = leg
  const isOurs = tagOf(response.to) === dialog.remoteTag
  if (response.cseq.method === 'INVITE') {
    const is2xx = response.status >= 200 && response.status < 300
    if (!invite || !is2xx) return [leg, []]
    return [leg, isOurs ? [ackOf2xx({ dialog, invite, cseq: response.cseq.number })] : refuseFork(invite, response)]
  }
  if (response.cseq.method !== 'BYE' || response.status < 200 || !isOurs) return [leg, []]
  if (authorization && leg.attempts < MAX_BYES) {
    const next = nextRequest(dialog)
    const again = byeOf(next, [reasonField(leg.cause), authorization])
    return [{ ...leg, dialog: next, attempts: leg.attempts + 1 }, [again]]
  }
  return terminate([clearTimer('linger')])
}

export function stepClosing(leg: Closing, input: SessionInput): SessionStep {
  switch (input.type) {
    case 'response':
      return onResponse(leg, input)
    case 'request': {
      const status = input.request.method === 'BYE' ? 200 : 481
      return [leg, [respond(input.transaction, refusal(input.request, status, leg.party))]]
    }
    case 'failed':
      return input.method === 'BYE' ? terminate([clearTimer('linger')]) : [leg, []]
    case 'timer':
      return input.name === 'linger' ? [ENDED, [TERMINATED]] : [leg, []]
    case 'ring':
    case 'progress':
    case 'answer':
    case 'hold':
    case 'transfer':
    case 'answer-transfer':
    case 'hang-up':
    case 'rtp-opened':
    case 'rtp-failed':
    case 'cancelled':
    case 'ack':
      return [leg, []]
  }
}
