/** First and last millisecond of a local day written YYYY-MM-DD; null for ''. */
export const startOfDay = (day: string): number | null => (day === '' ? null : new Date(`${day}T00:00:00`).getTime())
export const endOfDay = (day: string): number | null => (day === '' ? null : new Date(`${day}T23:59:59.999`).getTime())
