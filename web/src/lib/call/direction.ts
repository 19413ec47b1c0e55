// Which way a call went: its word and its picture, the same wherever calls are listed.
import PhoneIncoming from '@lucide/svelte/icons/phone-incoming'
import PhoneOutgoing from '@lucide/svelte/icons/phone-outgoing'
import Users from '@lucide/svelte/icons/users-round'
import { callWords } from '#lib/text/call-words.ts'
import type { Sentence } from '#lib/text/sentence.ts'
import type { Icon } from '#lib/ui/state-look.ts'
import type { CallView } from '#protocol/web-messages'

type Direction = CallView['direction']

export const directionLooks: Readonly<Record<Direction, { word: Sentence; icon: Icon }>> = {
  in: { word: callWords.list.in, icon: PhoneIncoming },
  out: { word: callWords.list.out, icon: PhoneOutgoing },
  internal: { word: callWords.list.internal, icon: Users },
}

/** What a list can be narrowed to. */
export const DIRECTIONS: readonly Direction[] = ['in', 'out', 'internal']
