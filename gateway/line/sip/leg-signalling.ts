// The server's commands on SIP legs beyond ring, answer and hang up, and what the legs have to tell.
import type { LegId } from '#protocol/ids'
import type { Replaces } from '../../dialog/replaces.ts'
import type { SessionFact } from '../../dialog/session.ts'
import { addressOf, printAddress } from '../../sip/address.ts'
import { printUri } from '../../sip/uri.ts'
import type { EmitLineFact, LegSignalling, LineFact, TransferTarget } from '../line-driver.ts'
import type { Leg } from './leg.ts'
import type { SessionRunner } from './session-runner.ts'

/** RFC 3891 §3: the dialog to be replaced, as the far end knows it, in the URI that it is to call. */
function replacing(other: Leg | undefined): string | null {
  const session = other?.session
  if (session?.state !== 'established') return null
  const { dialog } = session
  const replaces = `${dialog.callId};to-tag=${dialog.remoteTag ?? '0'};from-tag=${other!.localTag}`
  return `<${printUri(dialog.remoteTarget)}?Replaces=${encodeURIComponent(replaces)}>`
}

function referTo(leg: Leg, target: TransferTarget, runner: SessionRunner): string | null {
  if ('to' in target) return printAddress(addressOf(leg.line.uriFor(target.to)))
  const other = runner.byId(target.replacesLegId)
  return other?.line === leg.line ? replacing(other) : null
}

export function signallingOf(runner: SessionRunner, emit: EmitLineFact): LegSignalling {
  const onLeg = (legId: LegId, act: (leg: Leg) => void) => {
    const leg = runner.byId(legId)
    if (leg) act(leg)
  }
  return {
    progress: (legId) => onLeg(legId, (leg) => runner.step(leg, { type: 'progress' })),
    hold: (legId, held) => {
      const leg = runner.byId(legId)
      if (leg?.state !== 'answered' || !leg.line.config.signalsHold) return false
      runner.step(leg, { type: 'hold', held })
      return true
    },
    transfer: (legId, target) =>
      onLeg(legId, (leg) => {
        const refer = leg.state === 'answered' ? referTo(leg, target, runner) : null
        if (refer) runner.step(leg, { type: 'transfer', referTo: refer })
        else emit({ type: 'leg.transferred', legId, ok: false, cause: 'rejected' })
      }),
    answerTransfer: (legId, accepted) => onLeg(legId, (leg) => runner.step(leg, { type: 'answer-transfer', accepted })),
  }
}

/** L26: the leg of ours that their REFER names, on the same line and talking; undefined for one that is not there. */
export function replacedLeg(runner: SessionRunner, leg: Leg, { callId, toTag, fromTag }: Replaces): Leg | undefined {
  const other = runner.byDialog(callId, toTag)
  if (!other || other === leg || other.line !== leg.line || other.state !== 'answered') return undefined
  return other.session.state === 'established' && other.session.dialog.remoteTag === fromTag ? other : undefined
}

export function factOf(legId: LegId, fact: SessionFact, replaced?: Leg): LineFact {
  switch (fact.type) {
    case 'progressed':
      return { type: 'leg.progressed', legId, progress: fact.progress }
    case 'answered':
      return { type: 'leg.answered', legId }
    case 'held':
      return { type: 'leg.held', legId, held: fact.held }
    case 'transfer-requested':
      return { type: 'leg.transfer-requested', legId, target: fact.target, replacesLegId: replaced?.id ?? null }
    case 'transferred':
      return { type: 'leg.transferred', legId, ok: fact.ok, cause: fact.cause }
    case 'ended':
      return { type: 'leg.ended', legId, cause: fact.cause, by: fact.by, detail: fact.detail }
  }
}
