import { Type } from '@sinclair/typebox'

/** Ids are UUIDv7 in lower case, or short names in configuration; never longer than 64 characters. */
export const Id = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_.:-]+$' })

export type CallId = string
export type LegId = string
export type AgentId = string
export type QueueId = string
export type LineId = string
export type RecordingId = string
export type PlayerId = string
/** Milliseconds: an instant (UTC since 1970) or, in names that end in Ms, a duration. */
export type Ms = number
