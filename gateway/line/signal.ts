// The server's commands that only a line with signalling can carry out; a card line says so where an answer is awaited.
import type { GatewayCommand, GatewayFact } from '#protocol/gateway-messages'
import type { LegSignalling } from './line-driver.ts'

type SignalCommand = GatewayCommand & { type: 'leg.progress' | 'leg.transfer' | 'leg.answer-transfer' }

export function signal(
  command: SignalCommand,
  signalling: LegSignalling | undefined,
  report: (fact: GatewayFact) => void,
): void {
  const { legId } = command
  switch (command.type) {
    case 'leg.progress':
      signalling?.progress(legId)
      return
    case 'leg.transfer': {
      const { to, replacesLegId } = command
      if (!signalling) report({ type: 'leg.transferred', legId, ok: false, cause: 'rejected' })
      else signalling.transfer(legId, replacesLegId === null ? { to } : { replacesLegId })
      return
    }
    case 'leg.answer-transfer':
      signalling?.answerTransfer(legId, command.accepted)
  }
}
