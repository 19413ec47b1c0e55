// A flow as a file that is kept, sent, or edited by hand.
// GET  /flows/:id/file → FlowFile: the draft, or what is live, with its tests
// POST /flow-file      FileBody → FileReply: nothing is stored

import { type Static, Type } from '@sinclair/typebox'
import { FlowLayout, type FlowProblem, FlowTestBody } from './flow-api.ts'
import { FlowDefinition } from './flow-config.ts'

const strict = { additionalProperties: false } as const

export const FlowFile = Type.Object(
  {
    format: Type.Literal('trunkline-flow'),
    formatVersion: Type.Literal(1),
    definition: FlowDefinition,
    layout: FlowLayout,
    tests: Type.Array(FlowTestBody, { maxItems: 200 }),
  },
  strict,
)
export type FlowFile = Static<typeof FlowFile>

export const FileBody = Type.Object({ file: Type.Unknown() }, strict)
/** `where`: the place in the file, as in 'nodes.3 (menu) timeoutMs'; nodes count from 1. */
export type FileFault = {
  why: 'not-a-flow' | 'other-version' | 'no-kind' | 'missing' | 'not-known' | 'value'
  where: string
}
export type FileReply = { ok: true; file: FlowFile; problems: FlowProblem[] } | { ok: false; faults: FileFault[] }
