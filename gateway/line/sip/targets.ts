// The addresses of one trunk, best first, and which of them are out of use. Rules T1-T5.
import type { TrunkAddress } from './host-resolver.ts'

type Target = TrunkAddress & { hasFailed: boolean }
export type Targets = Target[]

type Place = Pick<TrunkAddress, 'address' | 'port'>

const isAt = (a: Place, b: Place): boolean => a.address === b.address && a.port === b.port
const isSame = (a: TrunkAddress, b: TrunkAddress): boolean => isAt(a, b) && a.transport === b.transport

/** T1: the one in use: the best that has not failed; where all have, the best. */
export const currentTarget = (targets: Targets): Target | null =>
  targets.find(({ hasFailed }) => !hasFailed) ?? targets[0] ?? null

/** T2: who is tried after the current one. */
export function otherTargets(targets: Targets): Targets {
  const current = currentTarget(targets)
  const others = targets.filter((target) => target !== current)
  return current?.hasFailed ? others : others.filter(({ hasFailed }) => !hasFailed)
}

/** T3: what is resolved anew keeps what is known of it, and its order when it is the same set. */
export function withResolved(targets: Targets, found: TrunkAddress[]): Targets {
  const isSameSet = targets.length === found.length && found.every((entry) => targets.some((old) => isSame(old, entry)))
  if (isSameSet) return targets
  return found.map((entry) => ({ ...entry, hasFailed: targets.find((old) => isSame(old, entry))?.hasFailed ?? false }))
}

/** T4: the only target cannot be left. */
export const withFailed = (targets: Targets, which: Place): Targets =>
  targets.length === 1 ? targets : marked(targets, which, true)

/** T5: an answer to OPTIONS brings it back. */
export const withAnswered = (targets: Targets, which: Place): Targets => marked(targets, which, false)

const marked = (targets: Targets, which: Place, hasFailed: boolean): Targets =>
  targets.map((target) => (isAt(target, which) ? { ...target, hasFailed } : target))
