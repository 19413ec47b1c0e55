// Who hears whom, and therefore what each leg of a room is given. Pure. SPEC.md R1-R7.
import type { RoomMember } from '#protocol/gateway-messages'
import type { LegId } from '#protocol/ids'

/** relay: one source, packets as they come. mix: summed on the clock. silence: nobody is heard. */
export type Hearing = { kind: 'silence' } | { kind: 'relay'; source: LegId } | { kind: 'mix'; sources: LegId[] }

export const SILENCE: Hearing = { kind: 'silence' }

/** `paceOf` says how a live leg wants its sound, and is null for a leg that does not live. */
export function planRoom(
  members: readonly RoomMember[],
  paceOf: (legId: LegId) => 'packet' | 'clock' | null,
): Map<LegId, Hearing> {
  const present = new Set(members.map((member) => member.legId).filter((legId) => paceOf(legId) !== null))
  const plan = new Map<LegId, Hearing>()
  for (const { legId, hears } of members) {
    if (!present.has(legId)) continue
    const sources = [...new Set(hears)].filter((source) => source !== legId && present.has(source))
    plan.set(legId, hearingOf(sources, paceOf(legId)))
  }
  return plan
}

function hearingOf(sources: LegId[], pace: 'packet' | 'clock' | null): Hearing {
  const [only] = sources
  if (only === undefined) return SILENCE
  return sources.length === 1 && pace === 'packet' ? { kind: 'relay', source: only } : { kind: 'mix', sources }
}
