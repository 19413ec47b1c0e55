// A node in a line: what it plays, asks, compares, rings.

import type { FlowNode } from '#protocol/flow-config'
import { flowWords as words } from '../text/flow-words.ts'
import { choiceWord, hangUpHows } from '../text/node-words.ts'
import { t } from '../text/text.svelte.ts'

/** A prompt can have the name that something else has as its id. */
export const promptKey = (name: string): string => `prompt ${name}`

/** `names`: of queues, hours, people, number lists and flows by id, of prompts by `promptKey`. */
export function nodeFacts(node: FlowNode, names: ReadonlyMap<string, string>): string {
  const named = (id: string) => names.get(id) ?? id
  const sound = (name: string) => names.get(promptKey(name)) ?? name
  switch (node.kind) {
    case 'hours':
      return named(node.hours)
    case 'play':
      return sound(node.prompt)
    case 'menu':
    case 'collect':
    case 'survey':
      return `${sound(node.prompt)} · ${t(words.menuFacts, { seconds: node.timeoutMs / 1000, tries: node.tries })}`
    case 'say':
      return node.value
    case 'language':
      return t(choiceWord(node.language))
    case 'set':
      return `${node.into} = ${node.value}`
    case 'compare':
      return node.value
    case 'loop':
      return `× ${node.times}`
    case 'split':
      return node.shares.map(({ percent }) => `${percent} %`).join(' · ')
    case 'sub-flow':
      return named(node.flow)
    case 'queue':
    case 'queue-status':
    case 'callback':
      return named(node.queue)
    case 'ring':
      return node.party.kind === 'agent' ? named(node.party.agent) : node.party.number
    case 'message':
      return `${sound(node.prompt)} · ${t(words.messageFacts, { seconds: node.maxMs / 1000 })}`
    case 'record':
      return `${sound(node.prompt)} · ${t(words.messageFacts, { seconds: node.maxMs / 1000 })}`
    case 'customer':
    case 'customer-note':
      return node.number || '{{ANI}}'
    case 'listed':
      return `${named(node.list)} · ${node.number || '{{ANI}}'}`
    case 'http':
      return node.url
    case 'end':
      return ''
    case 'hang-up': {
      const how = node.how === undefined || node.how === 'normal' ? '' : t(hangUpHows[node.how])
      return [node.prompt === null ? '' : sound(node.prompt), how].filter((text) => text !== '').join(' · ')
    }
  }
}
