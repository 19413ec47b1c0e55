// What the gateway makes of the server's signalling commands, on a line that can and on one that cannot.
import { describe, expect, it } from 'vitest'
import type { GatewayFact } from '#protocol/gateway-messages'
import type { LegSignalling } from './line-driver.ts'
import { signal } from './signal.ts'

function record() {
  const done: unknown[][] = []
  const signalling: LegSignalling = {
    progress: (...given) => void done.push(['progress', ...given]),
    hold: () => false,
    transfer: (...given) => void done.push(['transfer', ...given]),
    answerTransfer: (...given) => void done.push(['answerTransfer', ...given]),
  }
  return { done, signalling }
}

describe('signalling commands', () => {
  it.each([
    [{ type: 'leg.progress', legId: 'l' }, ['progress', 'l']],
    [{ type: 'leg.transfer', legId: 'l', to: '1', replacesLegId: null }, ['transfer', 'l', { to: '1' }]],
    [{ type: 'leg.transfer', legId: 'l', to: '', replacesLegId: 'm' }, ['transfer', 'l', { replacesLegId: 'm' }]],
    [{ type: 'leg.answer-transfer', legId: 'l', accepted: true }, ['answerTransfer', 'l', true]],
  ] as const)('%j', (command, expected) => {
    const { done, signalling } = record()
    signal(command, signalling, () => {})
    expect(done).toEqual([expected])
  })

  it('a card line cannot transfer, and says so', () => {
    const facts: GatewayFact[] = []
    signal({ type: 'leg.transfer', legId: 'l', to: '1', replacesLegId: null }, undefined, (fact) => facts.push(fact))
    signal({ type: 'leg.progress', legId: 'l' }, undefined, (fact) => facts.push(fact))
    expect(facts).toEqual([{ type: 'leg.transferred', legId: 'l', ok: false, cause: 'rejected' }])
  })
})
