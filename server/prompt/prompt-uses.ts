// Where prompts and music lists are named: in whatever calls come by.
import type { PromptUse } from '#protocol/prompt-library'
import { listFlows } from '../flow/flow-store.ts'
import { forcedInbound, listInbound } from '../inbound/inbound-store.ts'
import { listLines } from '../line/line-store.ts'
import { listBoxes } from '../message/box-store.ts'
import { listMusic } from '../music/music-store.ts'
import { listNumberLists } from '../number-list/list-store.ts'
import { listQueues } from '../queue/queue-store.ts'
import type { Database } from '../store/database.ts'

/** Fields of whatever depth whose texts name a prompt. */
const NAMING = /(prompts?|music|whisper|greeting|tracks)$/i

export function promptUses(core: Database): Map<string, PromptUse[]> {
  const uses = new Map<string, PromptUse[]>()
  const note = (kind: PromptUse['kind'], id: string, name: string, value: unknown) => {
    for (const [prompt, fields] of namedIn(value)) {
      uses.set(prompt, [...(uses.get(prompt) ?? []), { kind, id, name, fields: [...fields] }])
    }
  }
  for (const queue of listQueues(core)) note('queue', queue.id, queue.name, queue)
  for (const flow of listFlows(core)) note('flow', flow.id, flow.name, flow)
  for (const line of listLines(core)) note('line', line.id, line.name, line)
  for (const box of listBoxes(core)) note('message-box', box.id, box.name, box)
  for (const list of listMusic(core)) note('music-list', list.name, list.title, list)
  for (const rule of listInbound(core)) note('inbound-rule', rule.id, rule.name, rule)
  note('inbound-rule', '_forced', '', forcedInbound(core).step)
  for (const list of listNumberLists(core)) note('number-list', list.id, list.name, list)
  return uses
}

/** Names with the fields that hold them; `field` is the one that `value` stands in. */
function namedIn(value: unknown, field = '', found = new Map<string, Set<string>>()): Map<string, Set<string>> {
  if (typeof value === 'string') {
    if (NAMING.test(field)) found.set(value, (found.get(value) ?? new Set()).add(field))
  } else if (Array.isArray(value)) {
    for (const entry of value) namedIn(entry, field, found)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, entry] of Object.entries(value)) namedIn(entry, key, found)
  }
  return found
}
