// Durations, instants, counts and telephone numbers as the interface guide writes them (ui.md section 5).
const two = (value: number): string => String(value).padStart(2, '0')

/** `m:ss`, from one hour `h:mm:ss`; never negative. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const rest = two(seconds % 60)
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`
}

/** Whole seconds left until `until`, never negative. */
export const secondsLeft = (until: number, now: number): number => Math.max(0, Math.ceil((until - now) / 1000))

export function timeOfDay(at: number): string {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

export const hourMinute = (at: number): string => timeOfDay(at).slice(0, 5)

export function day(at: number): string {
  const date = new Date(at)
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** The time alone today, date and time otherwise. */
export function instant(at: number, now: number): string {
  return day(at) === day(now) ? timeOfDay(at) : `${day(at)} ${hourMinute(at)}`
}

export const count = (value: number): string => value.toLocaleString('en-US')

export const percent = (share: number | null): string => (share === null ? '—' : `${(share * 100).toFixed(1)}%`)

/** Opening hours' minutes of the day as `09:00`; 1440 is `24:00`. */
export const minuteOfDay = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`

export function bytes(value: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const step = Math.min(units.length - 1, value > 0 ? Math.floor(Math.log2(value) / 10) : 0)
  const size = value / 1024 ** step
  return `${size >= 100 || step === 0 ? Math.round(size) : size.toFixed(1)} ${units[step]}`
}

/** Groups of 3-4-4 for a Chinese mobile number, with +86 apart; every other number and a masked one as it came. */
export function phoneNumber(text: string): string {
  const mobile = /^(?:\+?86)?(1\d{2})(\d{4})(\d{4})$/.exec(text)
  return mobile ? `${mobile[1]} ${mobile[2]} ${mobile[3]}` : text.replace(/^\+86(?=\d)/, '+86 ')
}

/** A caller's name as it is shown: one line, at most 40 characters. */
export function shownName(text: string): string {
  const plain = [...text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()]
  return plain.length > 40 ? `${plain.slice(0, 39).join('')}…` : plain.join('')
}
