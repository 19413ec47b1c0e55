// A flow as a file: what is in it, and where one that was written by hand is wrong. Pure. Rules X1-X3 in SPEC.md.

import type { TSchema } from '@sinclair/typebox'
import { type ValueError, ValueErrorType } from '@sinclair/typebox/errors'
import { Value } from '@sinclair/typebox/value'
import { FlowNode } from '#protocol/flow-config'
import { type FileFault, FlowFile } from '#protocol/flow-file'

/** Faults that are told at once. */
const MOST_FAULTS = 20

const kinds = new Map<unknown, TSchema>(FlowNode.anyOf.map((schema) => [schema.properties.kind.const, schema]))

/** X2: the file, or its faults, each with its place in it. */
export function readFlowFile(given: unknown): FlowFile | FileFault[] {
  const { format, formatVersion } = isRecord(given) ? given : {}
  if (format !== 'trunkline-flow') return [{ why: 'not-a-flow', where: '' }]
  if (formatVersion !== 1) return [{ why: 'other-version', where: String(formatVersion) }]
  if (Value.Check(FlowFile, given)) return given
  return faultsOf(given).slice(0, MOST_FAULTS)
}

function faultsOf(given: unknown): FileFault[] {
  const nodes = nodesIn(given)
  const faults = nodes.flatMap((node, index) => nodeFaults(node, index))
  // A union says of a node no more than that it is none of its kinds.
  const others = [...Value.Errors(FlowFile, given)].filter(({ path }) => !path.startsWith('/definition/nodes/'))
  return [...others.map((error) => fault(error, '')), ...faults]
}

function nodesIn(given: unknown): unknown[] {
  const definition = isRecord(given) && isRecord(given.definition) ? given.definition : {}
  return Array.isArray(definition.nodes) ? definition.nodes : []
}

/** X3: a node is called by its name where it has one. */
function nodeFaults(node: unknown, index: number): FileFault[] {
  const { id, kind } = isRecord(node) ? node : {}
  const where = typeof id === 'string' ? `nodes.${index + 1} (${id})` : `nodes.${index + 1}`
  const schema = kinds.get(kind)
  if (!schema) return [{ why: 'no-kind', where: `${where} ${typeof kind === 'string' ? kind : ''}`.trim() }]
  return [...Value.Errors(schema, node)].map((error) => fault(error, where))
}

function fault({ type, path }: ValueError, where: string): FileFault {
  const place = [where, path.slice(1).replaceAll('/', '.')].filter((text) => text !== '').join(' ')
  if (type === ValueErrorType.ObjectRequiredProperty) return { why: 'missing', where: place }
  return { why: type === ValueErrorType.ObjectAdditionalProperties ? 'not-known' : 'value', where: place }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
