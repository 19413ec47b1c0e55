// What a trial goes through: the centre as it is now, but for what the trial is told.
import type { TrialGiven } from '#protocol/flow-api'
import type { FlowDefinition } from '#protocol/flow-config'
import type { OpeningHours } from '#protocol/hours-config'
import type { Ms } from '#protocol/ids'
import type { MessageBoxConfig } from '#protocol/messages'
import type { StoredQueue } from '#protocol/queue-config'
import type { Language } from '#protocol/reasons'
import { withBoxes } from '../message/box-flow.ts'
import { localTime } from './local-time.ts'

export type TrialWorld = {
  flows: readonly FlowDefinition[]
  queues: StoredQueue[]
  hours: OpeningHours[]
  boxes: readonly MessageBoxConfig[]
  zone: string
  /** What the prompt says and how long it takes. */
  prompt(name: string, language: Language): { text: string; ms: Ms }
}

/** T10: opening hours are as they are told to be; boxes have their own greetings (M3). */
export const worldAsTold = (world: TrialWorld, given: TrialGiven): TrialWorld => ({
  ...world,
  hours: world.hours.map((hours) => asTold(hours, given)),
  flows: world.flows.map((flow) => withBoxes(flow, world.boxes)),
})

function asTold(hours: OpeningHours, { hours: told, at }: TrialGiven): OpeningHours {
  const state = told?.[hours.id]
  if (state === undefined) return hours
  if (state !== 'holiday') return { ...hours, forced: state }
  return { ...hours, forced: 'auto', special: [{ date: localTime(hours.zone, at).date, spans: [] }] }
}
