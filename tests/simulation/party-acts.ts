// What agents do with each other at a call, at random: consult, alternate, conference, hand over, call and pick up.
import { partOf } from '../../server/call/call.ts'
import type { OwnCommand } from '../../server/site/commands.ts'
import type { Site } from '../../server/site/site.ts'
import type { Random } from './random.ts'

type Act = (command: OwnCommand) => boolean
export type Colleagues = { site: Site; random: Random; ids: readonly string[] }

const NUMBER = { kind: 'number', number: '13900139000' } as const

function someone({ random, ids }: Colleagues) {
  const agent = { kind: 'agent', agentId: random.pick(ids), camp: random.chance(0.3) } as const
  return random.chance(0.6) ? agent : NUMBER
}

/** In a call of one's own, or one that another brought the agent to. */
export function actInTalk(colleagues: Colleagues, callId: string, act: Act): void {
  const { site, random } = colleagues
  const call = site.liveCall(callId)
  const what = random.next()
  const guest = call?.guests[0]
  if (what < 0.05) act({ type: 'call.consult', id: '1', callId, to: someone(colleagues) })
  else if (what < 0.06) act({ type: 'call.hand-over', id: '1', callId, to: someone(colleagues) })
  else if (what < 0.065) act({ type: 'call.to-queue', id: '1', callId, queueId: 'overflow' })
  else if (what < 0.07) act({ type: 'call.to-flow', id: '1', callId, flowId: 'service' })
  else if (what < 0.075) act({ type: 'call.to-messages', id: '1', callId, agentId: random.pick(colleagues.ids) })
  else if (what < 0.09) act({ type: 'call.park', id: '1', callId })
  else if (guest && what < 0.15) act({ type: 'call.speak-with', id: '1', callId, legId: guest.legId })
}

/** On hold: with a guest aside, or with another call to be made. */
export function actOnHold(colleagues: Colleagues, agentId: string, callId: string, act: Act): void {
  const { site, random } = colleagues
  const call = site.liveCall(callId)
  const legId = call?.consulting ?? call?.guests[0]?.legId
  const what = random.next()
  if (legId !== undefined && what < 0.6) {
    if (what < 0.15) act({ type: 'call.complete', id: '1', callId, legId })
    else if (what < 0.3) act({ type: 'call.join', id: '1', callId, legId })
    else if (what < 0.35) act({ type: 'call.drop', id: '1', callId, legId })
    else if (what < 0.4) act({ type: 'call.hang-up', id: '1', callId })
    else if (what < 0.5) act({ type: 'call.speak-with', id: '1', callId, legId: null })
    return
  }
  const [other] = site.agent(agentId).onHold
  if (other !== undefined && what < 0.8) act({ type: 'call.resume', id: '1', callId: other })
  else if (what < 0.85 && call && partOf(call)?.agentId === agentId)
    act({ type: 'call.dial', id: '1', to: '13800138000', customerId: null })
  else act({ type: 'call.resume', id: '1', callId })
}

export function actIdle({ site, random, ids }: Colleagues, act: Act): void {
  const what = random.next()
  if (what < 0.01) act({ type: 'call.dial-agent', id: '1', agentId: random.pick(ids), camp: random.chance(0.5) })
  const parked = [...site.runner.all('call')].find((call) => call.state === 'live' && call.stage.name === 'parked')
  if (parked && what > 0.9) act({ type: 'call.retrieve', id: '1', callId: parked.id })
  const ringing = ids.find((id) => site.agent(id).activity.name === 'ringing')
  if (ringing !== undefined && what > 0.95) act({ type: 'call.pick-up', id: '1', agentId: ringing })
}
