// Colour, icon and word for each state of a wake-up call.
import AlarmClock from '@lucide/svelte/icons/alarm-clock'
import AlarmClockOff from '@lucide/svelte/icons/alarm-clock-off'
import CircleCheck from '@lucide/svelte/icons/circle-check'
import CircleX from '@lucide/svelte/icons/circle-x'
import Hourglass from '@lucide/svelte/icons/hourglass'
import PhoneOutgoing from '@lucide/svelte/icons/phone-outgoing'
import { wakeUpWords } from '#lib/text/wake-up-words.ts'
import type { Look } from '#lib/ui/state-look.ts'
import type { WakeUpRow } from '#protocol/wake-ups'

const { states } = wakeUpWords
export const wakeUpLooks: Readonly<Record<WakeUpRow['state'], Look>> = {
  set: { family: 'off', icon: AlarmClock, word: states.set },
  due: { family: 'wait', icon: Hourglass, word: states.due },
  calling: { family: 'conn', icon: PhoneOutgoing, word: states.calling },
  answered: { family: 'free', icon: CircleCheck, word: states.answered },
  failed: { family: 'fault', icon: CircleX, word: states.failed },
  late: { family: 'fault', icon: AlarmClockOff, word: states.late },
  cancelled: { family: 'off', icon: AlarmClockOff, word: states.cancelled },
}
