// Limits as a form shows them: seconds, minutes and per cent for milliseconds and shares. Pure.
import type { AlarmLimits } from '#protocol/room-config'

export type LimitName = keyof AlarmLimits
type LimitField = { name: LimitName; least: number; most: number; step: number; unit: number }

const MINUTE = 60_000
/** `unit`: what one of the form's is in the setting. */
export const limitFields: readonly LimitField[] = [
  { name: 'waiting', least: 0, most: 1000, step: 1, unit: 1 },
  { name: 'oldestWaitMs', least: 1, most: 86_400, step: 1, unit: 1000 },
  { name: 'serviceLevel', least: 0, most: 100, step: 1, unit: 0.01 },
  { name: 'callMs', least: 1, most: 1440, step: 1, unit: MINUTE },
  { name: 'breakMs', least: 1, most: 1440, step: 1, unit: MINUTE },
  { name: 'quality', least: 1, most: 4.5, step: 0.1, unit: 1 },
]
export const queueLimitFields = limitFields.filter(({ name }) => name !== 'breakMs')

const round = (value: number, digits: number): number => Number(value.toFixed(digits))

/** Null, an empty field: no alarm. */
export const shownLimit = (value: number | null | undefined, { unit }: LimitField): number | null =>
  value === null || value === undefined ? null : round(value / unit, 2)

export const storedLimit = (typed: number, { unit }: LimitField): number | null =>
  Number.isNaN(typed) ? null : unit >= 1000 ? Math.round(typed * unit) : round(typed * unit, 4)
