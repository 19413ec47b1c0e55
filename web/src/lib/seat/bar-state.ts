// What the call bar shows, from the agent, the call and the sound. Pure.
// B1 no agent or signed out and idle: signed-out · B2 a live call without sound: recovering · B3 otherwise the
// activity · B4 idle and available but not reachable: away · B5 idle: presence · B6 talking before the two are joined:
// connecting.
import type { AgentView } from '#protocol/web-messages'

export type BarKind =
  | 'signed-out'
  | 'idle'
  | 'not-ready'
  | 'reserved'
  | 'ringing'
  | 'dialing'
  | 'connecting'
  | 'talking'
  | 'holding'
  | 'supervising'
  | 'wrap-up'
  | 'away'
  | 'recovering'

type Agent = Pick<AgentView, 'presence' | 'activity' | 'reachable' | 'awayUntil'>

/** `isConnecting`: prompts are played to the two, who do not hear each other yet. */
export function barKind(agent: Agent | null, hasSound: boolean, isConnecting = false): BarKind {
  if (agent === null) return 'signed-out'
  if (agent.activity === 'idle') {
    if (agent.presence === 'signed-out') return 'signed-out'
    if (agent.presence === 'not-ready') return 'not-ready'
    return agent.reachable ? 'idle' : 'away'
  }
  const inCall = agent.activity === 'talking' || agent.activity === 'holding' || agent.activity === 'dialing'
  if (inCall && (!hasSound || !agent.reachable || agent.awayUntil !== null)) return 'recovering'
  return agent.activity === 'talking' && isConnecting ? 'connecting' : agent.activity
}

export type BarButton =
  | 'sign-in'
  | 'available'
  | 'dial'
  | 'hold'
  | 'resume'
  | 'mute'
  | 'keypad'
  | 'people'
  | 'answer'
  | 'decline'
  | 'hang-up'
  | 'cancel'
  | 'finish'
  | 'extend'
  | 'reconnect'
  | 'supervise'
  | 'leave'

/** The buttons of a state, for a call of one's own or (isGuest) a colleague's, in the one fixed order; the last of answer/decline/hang-up/cancel stands at the right edge. */
export function barButtons(kind: BarKind, isGuest = false): readonly BarButton[] {
  switch (kind) {
    case 'signed-out':
      return ['sign-in']
    case 'idle':
      return ['dial', 'people']
    case 'not-ready':
      return ['available', 'dial', 'people']
    case 'away':
      return ['reconnect']
    case 'reserved':
      return []
    case 'ringing':
      return ['answer', 'decline']
    case 'dialing':
      return ['mute', 'keypad', 'cancel']
    case 'connecting':
      return ['hang-up']
    case 'talking':
      return isGuest ? ['mute', 'hang-up'] : ['hold', 'mute', 'keypad', 'people', 'hang-up']
    case 'holding':
      return ['resume', 'mute', 'keypad', 'people', 'hang-up']
    case 'supervising':
      return ['supervise', 'leave']
    case 'wrap-up':
      return ['extend', 'finish', 'dial', 'people']
    case 'recovering':
      return ['reconnect', 'hold', 'mute', 'keypad', 'hang-up']
  }
}

/** Fault words beside a long hold: `!` from one minute, fault ink from two. */
export function holdWarning(heldMs: number): 'none' | 'mark' | 'fault' {
  if (heldMs >= 120_000) return 'fault'
  return heldMs >= 60_000 ? 'mark' : 'none'
}
