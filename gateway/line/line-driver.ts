// What every kind of line looks like to the gateway: SIP trunks, cards, the simulator. One contract suite tests all.

import type { ForwardWhy } from '#protocol/forwarding'
import type { GatewayFact } from '#protocol/gateway-messages'
import type { LegId, LineId } from '#protocol/ids'
import type { LineConfig } from '#protocol/line-config'
import type { HangupCause } from '#protocol/reasons'

/** The facts a line driver may report. Each leg: offered or (our dial) progressed*, then answered at most once, then ended exactly once. */
export type LineFact = Extract<
  GatewayFact,
  {
    type:
      | 'leg.offered'
      | 'leg.progressed'
      | 'leg.answered'
      | 'leg.ended'
      | 'leg.held'
      | 'leg.transfer-requested'
      | 'leg.transferred'
      | 'line.changed'
  }
>

export type DialRequest = {
  legId: LegId
  lineId: LineId
  to: string
  from: string
  /** The called party is not shown `from`. */
  withheld?: boolean
  /** The number of ours whose call is sent on. */
  diverted?: string
  /** Missing: always. */
  divertedWhy?: ForwardWhy
}

/** Where to a far end is asked to take its call: a number, or the place of us in another leg of the same trunk. */
export type TransferTarget = { to: string } | { replacesLegId: LegId }

/** What only a line with signalling of its own can do; unknown legs are ignored. */
export interface LegSignalling {
  /** Sound before the answer. */
  progress(legId: LegId): void
  /** True when the far end is told; then no sound of its is to be expected. */
  hold(legId: LegId, held: boolean): boolean
  /** leg.transferred follows. */
  transfer(legId: LegId, target: TransferTarget): void
  answerTransfer(legId: LegId, accepted: boolean): void
}

export interface LineDriver {
  /** Absent on card lines. */
  readonly signalling?: LegSignalling
  /** The lines of this driver's kind, whole: what is new comes up, what is gone is hung up and closed, what is the same is left alone. */
  configure(lines: LineConfig[]): void
  /** Tell the caller that it rings. */
  ring(legId: LegId): void
  answer(legId: LegId): void
  /** Always ends in leg.answered or leg.ended; an unknown or full line ends the leg at once with its cause. */
  dial(request: DialRequest): void
  /** Ends a leg in any state; unknown legs are ignored. leg.ended {by:'us'} follows. */
  hangUp(legId: LegId, cause: HangupCause): void
  /** Legs alive now, for the snapshot. */
  legs(): { legId: LegId; state: 'offered' | 'dialing' | 'answered' }[]
  /** Hang everything up, deregister, close the sockets; resolves when done or after 2 s. */
  close(): Promise<void>
}

export type EmitLineFact = (fact: LineFact) => void
