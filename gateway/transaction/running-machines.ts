// A machine with its state inside: each step gives its effects.
import { makeResponse } from '../sip/make-message.ts'
import type { SipRequest } from '../sip/message.ts'
import type { ClientEffect, ClientInput } from './client-effects.ts'
import { startInviteClient, stepInviteClient } from './invite-client.ts'
import { startInviteServer, stepInviteServer } from './invite-server.ts'
import { startNonInviteClient, stepNonInviteClient } from './non-invite-client.ts'
import { startNonInviteServer, stepNonInviteServer } from './non-invite-server.ts'
import type { ServerEffect, ServerInput } from './server-effects.ts'
import type { MachineTimers } from './timers.ts'

type Running<Input, Effect> = { effects: Effect[]; step: (input: Input) => Effect[] }

function run<State, Input, Effect>(
  [start, effects]: [State, Effect[]],
  step: (state: State, input: Input) => [State, Effect[]],
): Running<Input, Effect> {
  let state = start
  return {
    effects,
    step: (input) => {
      const [next, made] = step(state, input)
      state = next
      return made
    },
  }
}

export function runClient(method: string, timers: MachineTimers): Running<ClientInput, ClientEffect> {
  if (method === 'INVITE') return run(startInviteClient(timers), (tx, input) => stepInviteClient(tx, input, timers))
  return run(startNonInviteClient(timers), (tx, input) => stepNonInviteClient(tx, input, timers))
}

export function runServer(request: SipRequest, timers: MachineTimers): Running<ServerInput, ServerEffect> {
  if (request.method !== 'INVITE')
    return run(startNonInviteServer(), (tx, input) => stepNonInviteServer(tx, input, timers))
  const trying = makeResponse(request, 100)
  return run(startInviteServer(trying), (tx, input) => stepInviteServer(tx, input, timers))
}
