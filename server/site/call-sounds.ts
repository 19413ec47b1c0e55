// How the two sides of each live call sound now, for the pages; what a machine decides never depends on it.

import type { CallSound, SideSound } from '#protocol/call-sound'
import type { GatewayFact } from '#protocol/gateway-messages'
import type { CallId, Ms } from '#protocol/ids'

type Quality = GatewayFact & { type: 'leg.quality' }

const UNHEARD: CallSound = { customer: null, agent: null }

export class CallSounds {
  private readonly sounds = new Map<CallId, CallSound>()

  hear(callId: CallId, side: keyof CallSound, fact: Quality, at: Ms): void {
    this.sounds.set(callId, { ...this.of(callId), [side]: worseWay(fact, at) })
  }

  of(callId: CallId): CallSound {
    return this.sounds.get(callId) ?? UNHEARD
  }

  forget(callId: CallId): void {
    this.sounds.delete(callId)
  }
}

/** A talk is as good as the worse of its two directions. */
function worseWay({ received, lost, jitterMs, mos, there }: Quality, at: Ms): SideSound {
  const all = received + lost
  const here = { mos, lostShare: all === 0 ? 0 : lost / all, jitterMs, at }
  return there && there.mos < mos ? { ...there, at } : here
}
