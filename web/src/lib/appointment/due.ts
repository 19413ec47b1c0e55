// Which appointment is to be reminded of now, and which comes next. The list is open ones, soonest first. Pure.
type Timed = { id: string; at: number }
const dayMs = 86_400_000

/** AP1 the earliest whose time has come and whose reminder was not put off until later. */
export function dueNow<T extends Timed>(
  open: readonly T[],
  later: Readonly<Record<string, number>>,
  now: number,
): T | null {
  return open.find(({ id, at }) => at <= now && (later[id] ?? 0) <= now) ?? null
}

/** AP2 the next one of the coming day. */
export function nextOf<T extends Timed>(open: readonly T[], now: number): T | null {
  return open.find(({ at }) => at > now && at <= now + dayMs) ?? null
}

/** Local date and time as the fields write them, '' when there is none. */
export function fieldsOf(at: number | null): { date: string; time: string } {
  if (at === null) return { date: '', time: '' }
  const shifted = new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString()
  return { date: shifted.slice(0, 10), time: shifted.slice(11, 16) }
}

/** The instant that the fields say; null while one of them is empty. */
export function instantOf(date: string, time: string): number | null {
  if (date === '' || time === '') return null
  const at = new Date(`${date}T${time}`).getTime()
  return Number.isNaN(at) ? null : at
}
