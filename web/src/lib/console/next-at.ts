/** The next instant at which the clock of this page shows `hh:mm`: today, or tomorrow when that has passed. Null: no time. */
export function nextAt(time: string, now: number): number | null {
  const found = /^([01]\d|2[0-3]):([0-5]\d)/.exec(time)
  if (!found) return null
  const at = new Date(now)
  at.setHours(Number(found[1]), Number(found[2]), 0, 0)
  if (at.getTime() <= now) at.setDate(at.getDate() + 1)
  return at.getTime()
}
