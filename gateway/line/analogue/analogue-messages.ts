// Between an analogue driver on the control thread and its lines in the media worker.
import type { LegId, LineId } from '#protocol/ids'
import type { HangupCause } from '#protocol/reasons'
import type { LineFact } from '../line-driver.ts'

/** What every kind of analogue line has in its configuration. */
export type AnalogueLineConfig = { id: LineId; enabled: boolean; number: string; outbound: boolean }

export type ToAnalogueLines<Config extends AnalogueLineConfig> =
  | { type: 'configure'; lines: Config[] }
  | { type: 'answer'; legId: LegId }
  | { type: 'dial'; legId: LegId; lineId: LineId; to: string }
  | { type: 'hang-up'; legId: LegId; cause: HangupCause }
  | { type: 'close' }

export type FromAnalogueLines = { type: 'fact'; fact: LineFact } | { type: 'closed' }
