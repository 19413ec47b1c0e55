import type { LegId, Ms } from '#protocol/ids'

/** UUIDv7 (RFC 9562 §5.7) out of the time and 10 random octets in hexadecimal. */
export function newLegId(now: Ms, random: string): LegId {
  const time = now.toString(16).padStart(12, '0')
  const variant = (8 + (Number.parseInt(random[3]!, 16) & 3)).toString(16)
  return [
    time.slice(0, 8),
    time.slice(8, 12),
    `7${random.slice(0, 3)}`,
    `${variant}${random.slice(4, 7)}`,
    random.slice(7, 19),
  ].join('-')
}
