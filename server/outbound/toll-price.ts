// What a call costs, and what may be spent by default. Pure. Rule O11 in SPEC.md.
import type { Ms } from '#protocol/ids'
import type { DestinationClass } from '#protocol/outbound-rules'
import type { TollCap, TollGuardSetting, TollPrice, TollScope } from '#protocol/toll-guard'

/** Calls of these classes are what a thief is after. */
export const DEAR: readonly DestinationClass[] = ['special', 'international']
export const isDear = (kind: DestinationClass): boolean => DEAR.includes(kind)

const price = (perMinute: number): TollPrice => ({ perMinute, roundS: 60 })
const capOf = (id: string, scope: TollScope, minutes: number): TollCap => {
  return { id, scope, of: [], classes: [...DEAR], per: 'day', minutes, money: null }
}

export const NO_TOLL_GUARD: TollGuardSetting = {
  currency: 'CNY',
  prices: {
    local: price(1000),
    national: price(1500),
    mobile: price(1500),
    service: price(1000),
    special: price(30_000),
    international: price(80_000),
  },
  caps: [capOf('person-day', 'person', 60), capOf('site-day', 'site', 300)],
  endsRunning: false,
  night: null,
  samePrefix: { calls: 10, withinMinutes: 10, digits: 5 },
  short: { calls: 3, withinMinutes: 10, underS: 15 },
}

export type Bill = { paidMs: Ms; cost: number }

/** `ms` from the answer; a begun unit is paid whole. Cost in ten-thousandths of the currency, rounded up. */
export function billOf({ perMinute, roundS }: TollPrice, ms: Ms): Bill {
  const paidS = Math.ceil(ms / 1000 / roundS) * roundS
  return { paidMs: paidS * 1000, cost: Math.ceil((perMinute * paidS) / 60) }
}

/** What the moment of the answer costs. */
export const leastBill = (of: TollPrice): Bill => billOf(of, 1)
