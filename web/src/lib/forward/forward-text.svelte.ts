// What is set, in words: each kind that has a target, and where it goes.
import { phoneNumber } from '#lib/clock/format.ts'
import { forwardWords as words } from '#lib/text/forward-words.ts'
import { t } from '#lib/text/text.svelte.ts'
import type { Forwarding, ForwardPlaces, ForwardTarget } from '#protocol/forwarding'

export const KINDS = ['always', 'busy', 'noAnswer', 'away'] as const

export function targetText(target: ForwardTarget, places: ForwardPlaces | null): string {
  if (target.kind === 'number') return phoneNumber(target.number)
  const { id, list } = placeOf(target, places)
  const name = list.find((entry) => entry.id === id)?.name ?? id
  return target.kind === 'message' ? t(words.boxOf, { name }) : name
}

function placeOf(target: Exclude<ForwardTarget, { kind: 'number' }>, places: ForwardPlaces | null) {
  switch (target.kind) {
    case 'agent':
      return { id: target.agent, list: places?.people ?? [] }
    case 'queue':
      return { id: target.queue, list: places?.queues ?? [] }
    case 'message':
      return { id: target.box, list: places?.boxes ?? [] }
  }
}

export function forwardingText(forwarding: Forwarding, places: ForwardPlaces | null): string {
  const set = KINDS.flatMap((kind) => {
    const target = forwarding[kind]
    return target === null ? [] : [`${t(words[kind])} → ${targetText(target, places)}`]
  })
  if (set.length === 0) return t(words.off)
  return forwarding.on ? set.join(' · ') : t(words.kept)
}
