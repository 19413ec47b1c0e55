// Walks every state × input cell of the four machines; the rules are those of SPEC.md.
import { describe, expect, it } from 'vitest'
import { addressOf } from '../sip/address.ts'
import { makeRequest, makeResponse } from '../sip/make-message.ts'
import { sipUri } from '../sip/uri.ts'
import type { ClientEffect, ClientInput } from './client-effects.ts'
import { type InviteClient, startInviteClient, stepInviteClient } from './invite-client.ts'
import { type InviteServer, startInviteServer, stepInviteServer } from './invite-server.ts'
import { type NonInviteClient, startNonInviteClient, stepNonInviteClient } from './non-invite-client.ts'
import { type NonInviteServer, startNonInviteServer, stepNonInviteServer } from './non-invite-server.ts'
import type { ServerEffect, ServerInput } from './server-effects.ts'
import { DEFAULT_TIMERS, type MachineTimers } from './timers.ts'

const OVER_UDP: MachineTimers = { ...DEFAULT_TIMERS, isReliable: false, patience: 32_000 }
const OVER_TCP: MachineTimers = { ...OVER_UDP, isReliable: true }

const uri = sipUri('a', '10.0.0.2', null)
const invite = makeRequest({ method: 'INVITE', uri, from: addressOf(uri), to: addressOf(uri), callId: 'c', cseq: 1 })
const response = (status: number) => makeResponse(invite, status)

/** `send-request`, `A=1000`, `-B`, `deliver 200` … */
function brief(effect: ClientEffect | ServerEffect): string {
  switch (effect.type) {
    case 'set-timer':
      return `${effect.name}=${effect.after}`
    case 'clear-timer':
      return `-${effect.name}`
    case 'deliver':
      return `deliver ${effect.response.status}`
    case 'send':
      return `send ${effect.response.status}`
    case 'fail':
      return `fail ${effect.failure}`
    default:
      return effect.type
  }
}

type Cell = [next: string, effects: string]
type Table<Input extends string> = Record<string, Partial<Record<Input, Cell>>>

/** Every state meets every input; a cell that the table leaves out must change nothing. */
function walk<State extends { state: string }, Input, Name extends string>(given: {
  states: State[]
  inputs: Record<Name, Input>
  step: (state: State, input: Input) => [State, (ClientEffect | ServerEffect)[]]
  table: Table<Name>
}) {
  const cells = given.states.flatMap((state) =>
    (Object.keys(given.inputs) as Name[]).map((name) => ({ from: state.state, state, name })),
  )
  it.each(cells)('$from × $name', ({ from, state, name }) => {
    const [next, effects] = given.step(state, given.inputs[name])
    const [expected, briefs] = given.table[from]?.[name] ?? [from, '']
    expect([next.state, effects.map(brief).join(', ')]).toEqual([expected, briefs])
    if (!given.table[from]?.[name]) expect(next).toBe(state)
  })
}

const clientInputs = {
  '1xx': { type: 'response', response: response(180) },
  '2xx': { type: 'response', response: response(200) },
  '3xx+': { type: 'response', response: response(486) },
  A: { type: 'timer', name: 'A' },
  B: { type: 'timer', name: 'B' },
  D: { type: 'timer', name: 'D' },
  E: { type: 'timer', name: 'E' },
  F: { type: 'timer', name: 'F' },
  K: { type: 'timer', name: 'K' },
  M: { type: 'timer', name: 'M' },
  transport: { type: 'transport-failed' },
} satisfies Record<string, ClientInput>

const serverInputs = {
  request: { type: 'request' },
  ack: { type: 'ack', ack: invite },
  '1xx': { type: 'respond', response: response(180) },
  '2xx': { type: 'respond', response: response(200) },
  '3xx+': { type: 'respond', response: response(486) },
  G: { type: 'timer', name: 'G' },
  H: { type: 'timer', name: 'H' },
  I: { type: 'timer', name: 'I' },
  J: { type: 'timer', name: 'J' },
  L: { type: 'timer', name: 'L' },
  transport: { type: 'transport-failed' },
} satisfies Record<string, ServerInput>

describe('IC1-IC9 INVITE client', () => {
  const states: InviteClient[] = [
    { state: 'calling', resendAfter: 500 },
    { state: 'proceeding' },
    { state: 'completed' },
    { state: 'accepted' },
    { state: 'terminated' },
  ]
  walk({
    states,
    inputs: clientInputs,
    step: (state: InviteClient, input: ClientInput) => stepInviteClient(state, input, OVER_UDP),
    table: {
      calling: {
        '1xx': ['proceeding', '-A, -B, deliver 180'],
        '2xx': ['accepted', '-A, -B, M=32000, deliver 200'],
        '3xx+': ['completed', '-A, -B, send-ack, D=32000, deliver 486'],
        A: ['calling', 'send-request, A=1000'],
        B: ['terminated', '-A, fail timeout, terminated'],
        transport: ['terminated', '-A, -B, fail transport-failed, terminated'],
      },
      proceeding: {
        '1xx': ['proceeding', 'deliver 180'],
        '2xx': ['accepted', 'M=32000, deliver 200'],
        '3xx+': ['completed', 'send-ack, D=32000, deliver 486'],
      },
      completed: {
        '1xx': ['completed', ''],
        '2xx': ['completed', ''],
        '3xx+': ['completed', 'send-ack'],
        D: ['terminated', 'terminated'],
        transport: ['terminated', '-D, fail transport-failed, terminated'],
      },
      accepted: { '2xx': ['accepted', 'deliver 200'], M: ['terminated', 'terminated'] },
    },
  })

  it('IC1 starts by sending, and A doubles without a cap', () => {
    const [first, effects] = startInviteClient(OVER_UDP)
    expect(effects.map(brief)).toEqual(['send-request', 'A=500', 'B=32000'])
    const delays: string[] = []
    let state = first
    for (let i = 0; i < 6; i++) {
      const [next, sent] = stepInviteClient(state, clientInputs.A, OVER_UDP)
      state = next
      delays.push(brief(sent[1]!))
    }
    expect(delays).toEqual(['A=1000', 'A=2000', 'A=4000', 'A=8000', 'A=16000', 'A=32000'])
  })
})

describe('NC1-NC7 non-INVITE client', () => {
  walk({
    states: [
      { state: 'trying', resendAfter: 500 },
      { state: 'proceeding' },
      { state: 'completed' },
      { state: 'terminated' },
    ] satisfies NonInviteClient[] as NonInviteClient[],
    inputs: clientInputs,
    step: (state: NonInviteClient, input: ClientInput) => stepNonInviteClient(state, input, OVER_UDP),
    table: {
      trying: {
        '1xx': ['proceeding', 'deliver 180'],
        '2xx': ['completed', '-E, -F, K=5000, deliver 200'],
        '3xx+': ['completed', '-E, -F, K=5000, deliver 486'],
        E: ['trying', 'send-request, E=1000'],
        F: ['terminated', '-E, fail timeout, terminated'],
        transport: ['terminated', '-E, -F, fail transport-failed, terminated'],
      },
      proceeding: {
        '1xx': ['proceeding', 'deliver 180'],
        '2xx': ['completed', '-E, -F, K=5000, deliver 200'],
        '3xx+': ['completed', '-E, -F, K=5000, deliver 486'],
        E: ['proceeding', 'send-request, E=4000'],
        F: ['terminated', '-E, fail timeout, terminated'],
        transport: ['terminated', '-E, -F, fail transport-failed, terminated'],
      },
      completed: { K: ['terminated', 'terminated'] },
    },
  })

  it('NC1 E doubles up to T2', () => {
    let [state] = startNonInviteClient(OVER_UDP)
    const delays: string[] = []
    for (let i = 0; i < 5; i++) {
      const [next, sent] = stepNonInviteClient(state, clientInputs.E, OVER_UDP)
      state = next
      delays.push(brief(sent[1]!))
    }
    expect(delays).toEqual(['E=1000', 'E=2000', 'E=4000', 'E=4000', 'E=4000'])
  })
})

describe('IS1-IS12 INVITE server', () => {
  walk({
    states: [
      { state: 'proceeding', provisional: response(100) },
      { state: 'completed', response: response(486), resendAfter: 500 },
      { state: 'confirmed' },
      { state: 'accepted' },
      { state: 'terminated' },
    ] satisfies InviteServer[] as InviteServer[],
    inputs: serverInputs,
    step: (state: InviteServer, input: ServerInput) => stepInviteServer(state, input, OVER_UDP),
    table: {
      proceeding: {
        request: ['proceeding', 'send 100'],
        '1xx': ['proceeding', 'send 180'],
        '2xx': ['accepted', 'send 200, L=32000'],
        '3xx+': ['completed', 'send 486, G=500, H=32000'],
      },
      completed: {
        request: ['completed', 'send 486'],
        ack: ['confirmed', '-G, -H, I=5000'],
        G: ['completed', 'send 486, G=1000'],
        H: ['terminated', '-G, terminated'],
        transport: ['terminated', '-G, -H, terminated'],
      },
      confirmed: { I: ['terminated', 'terminated'] },
      accepted: {
        ack: ['accepted', 'deliver-ack'],
        '2xx': ['accepted', 'send 200'],
        L: ['terminated', 'terminated'],
      },
    },
  })

  it('IS1 starts with 100 Trying', () => {
    expect(startInviteServer(response(100))[1].map(brief)).toEqual(['send 100'])
  })

  it('IS8 G doubles up to T2', () => {
    let state: InviteServer = { state: 'completed', response: response(486), resendAfter: 4000 }
    const [next, effects] = stepInviteServer(state, serverInputs.G, OVER_UDP)
    state = next
    expect(effects.map(brief)).toEqual(['send 486', 'G=4000'])
  })
})

describe('NS1-NS7 non-INVITE server', () => {
  walk({
    states: [
      startNonInviteServer()[0],
      { state: 'proceeding', provisional: response(180) },
      { state: 'completed', response: response(486) },
      { state: 'terminated' },
    ] satisfies NonInviteServer[] as NonInviteServer[],
    inputs: serverInputs,
    step: (state: NonInviteServer, input: ServerInput) => stepNonInviteServer(state, input, OVER_UDP),
    table: {
      trying: {
        '1xx': ['proceeding', 'send 180'],
        '2xx': ['completed', 'send 200, J=32000'],
        '3xx+': ['completed', 'send 486, J=32000'],
      },
      proceeding: {
        request: ['proceeding', 'send 180'],
        '1xx': ['proceeding', 'send 180'],
        '2xx': ['completed', 'send 200, J=32000'],
        '3xx+': ['completed', 'send 486, J=32000'],
        transport: ['terminated', 'terminated'],
      },
      completed: {
        request: ['completed', 'send 486'],
        J: ['terminated', 'terminated'],
        transport: ['terminated', '-J, terminated'],
      },
    },
  })
})

describe('over TCP and TLS', () => {
  const effectsOf = ([, effects]: [unknown, (ClientEffect | ServerEffect)[]]) => effects.map(brief).join(', ')

  it('RT1 an INVITE is sent once, and only timer B waits', () => {
    expect(effectsOf(startInviteClient(OVER_TCP))).toBe('send-request, B=32000')
  })

  it('RT1 RT3 a request is sent once, for as long as its sender has patience', () => {
    expect(effectsOf(startNonInviteClient({ ...OVER_TCP, patience: 4000 }))).toBe('send-request, F=4000')
  })

  it('RT2 nothing is kept for what cannot come again: timers D, I, J and K are zero', () => {
    const calling: InviteClient = { state: 'calling', resendAfter: 500 }
    const trying: NonInviteClient = { state: 'trying', resendAfter: 500 }
    const refused: InviteServer = { state: 'completed', response: response(486), resendAfter: 500 }
    expect(effectsOf(stepInviteClient(calling, clientInputs['3xx+'], OVER_TCP))).toContain('D=0')
    expect(effectsOf(stepNonInviteClient(trying, clientInputs['2xx'], OVER_TCP))).toContain('K=0')
    expect(effectsOf(stepInviteServer(refused, serverInputs.ack, OVER_TCP))).toContain('I=0')
    expect(effectsOf(stepNonInviteServer({ state: 'trying' }, serverInputs['2xx'], OVER_TCP))).toBe('send 200, J=0')
  })

  it('RT1 a refusal is sent once, and still waits for its ACK', () => {
    const proceeding: InviteServer = { state: 'proceeding', provisional: response(100) }
    expect(effectsOf(stepInviteServer(proceeding, serverInputs['3xx+'], OVER_TCP))).toBe('send 486, H=32000')
  })

  it('RT4 what repeats a 2xx stays: its user sends it again, and forks may come', () => {
    const calling: InviteClient = { state: 'calling', resendAfter: 500 }
    expect(effectsOf(stepInviteClient(calling, clientInputs['2xx'], OVER_TCP))).toContain('M=32000')
  })
})
