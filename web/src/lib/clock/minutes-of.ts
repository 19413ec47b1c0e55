/** `9`, `930`, `9:30`, `09.30` as the minute of the day; null when it is no time of the day. */
export function minutesOf(text: string): number | null {
  const match = /^(\d{1,2})(?:[:.：]?(\d{2}))?$/.exec(text.trim())
  if (!match) return null
  const value = Number(match[1]) * 60 + Number(match[2] ?? 0)
  return value <= 1440 && Number(match[2] ?? 0) < 60 ? value : null
}
