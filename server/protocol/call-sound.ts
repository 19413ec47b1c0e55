// How the two sides of a call sound.
import { type Static, Type } from '@sinclair/typebox'

/** One side of a call in the last five seconds; of its two directions the worse. */
export const SideSound = Type.Object({
  mos: Type.Number(),
  lostShare: Type.Number(),
  jitterMs: Type.Number(),
  at: Type.Integer(),
})
export type SideSound = Static<typeof SideSound>
/** Null while nothing was reported of the side. */
export const CallSound = Type.Object({
  customer: Type.Union([SideSound, Type.Null()]),
  agent: Type.Union([SideSound, Type.Null()]),
})
export type CallSound = Static<typeof CallSound>
