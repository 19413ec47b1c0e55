// Who is drawing which flow: one tab at a time, for as long as it says that it is there. Pure. Rules E1-E5 in SPEC.md.
import type { Ms } from '#protocol/ids'

export type Lease = { tab: string; name: string; since: Ms; seenAt: Ms }
export type Leases = Readonly<Record<string, Lease>>
export type LeaseInput =
  | { type: 'here'; flow: string; tab: string; name: string; takeOver: boolean }
  | { type: 'left'; flow: string; tab: string }

/** E3: three tellings missed. */
export const SILENT_MS: Ms = 35_000

export function stepLeases(leases: Leases, input: LeaseInput, now: Ms): Leases {
  const held = holder(leases, input.flow, now)
  if (input.type === 'left') return held?.tab === input.tab ? without(leases, input.flow) : leases
  const { flow, tab, name, takeOver } = input
  if (held?.tab === tab) return { ...leases, [flow]: { ...held, seenAt: now } }
  return held && !takeOver ? leases : { ...leases, [flow]: { tab, name, since: now, seenAt: now } }
}

/** E3: who has not told for long is not there any more. */
export function holder(leases: Leases, flow: string, now: Ms): Lease | null {
  const lease = Object.hasOwn(leases, flow) ? leases[flow] : undefined
  return lease && now - lease.seenAt <= SILENT_MS ? lease : null
}

function without(leases: Leases, flow: string): Leases {
  const { [flow]: _gone, ...rest } = leases
  return rest
}
