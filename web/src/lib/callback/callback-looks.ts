// Colour, icon and word for each state of a call-back.
import CircleCheck from '@lucide/svelte/icons/circle-check'
import CircleX from '@lucide/svelte/icons/circle-x'
import Clock from '@lucide/svelte/icons/clock'
import Headset from '@lucide/svelte/icons/headset'
import Hourglass from '@lucide/svelte/icons/hourglass'
import PhoneOff from '@lucide/svelte/icons/phone-off'
import PhoneOutgoing from '@lucide/svelte/icons/phone-outgoing'
import { callbackWords } from '#lib/text/callback-words.ts'
import type { Look } from '#lib/ui/state-look.ts'
import type { CallbackRow } from '#protocol/api'

const { states } = callbackWords
export const callbackLooks: Readonly<Record<CallbackRow['state'], Look>> = {
  asked: { family: 'off', icon: Clock, word: states.asked },
  due: { family: 'wait', icon: Hourglass, word: states.due },
  standing: { family: 'wait', icon: Headset, word: states.standing },
  dialing: { family: 'conn', icon: PhoneOutgoing, word: states.dialing },
  done: { family: 'free', icon: CircleCheck, word: states.done },
  failed: { family: 'fault', icon: CircleX, word: states.failed },
  cancelled: { family: 'off', icon: PhoneOff, word: states.cancelled },
}
