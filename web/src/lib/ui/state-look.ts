// One family of colour, one icon and one word for each state (ui.md section 2).
import AudioLines from '@lucide/svelte/icons/audio-lines'
import BellRing from '@lucide/svelte/icons/bell-ring'
import CircleCheck from '@lucide/svelte/icons/circle-check'
import CircleDashed from '@lucide/svelte/icons/circle-dashed'
import CirclePause from '@lucide/svelte/icons/circle-pause'
import CircleX from '@lucide/svelte/icons/circle-x'
import ClipboardPen from '@lucide/svelte/icons/clipboard-pen'
import Headphones from '@lucide/svelte/icons/headphones'
import Hourglass from '@lucide/svelte/icons/hourglass'
import LifeBuoy from '@lucide/svelte/icons/life-buoy'
import ListTree from '@lucide/svelte/icons/list-tree'
import Loader from '@lucide/svelte/icons/loader-circle'
import Pause from '@lucide/svelte/icons/pause'
import PhoneForwarded from '@lucide/svelte/icons/phone-forwarded'
import PhoneMissed from '@lucide/svelte/icons/phone-missed'
import PhoneOff from '@lucide/svelte/icons/phone-off'
import PhoneOutgoing from '@lucide/svelte/icons/phone-outgoing'
import PlugZap from '@lucide/svelte/icons/plug-zap'
import Power from '@lucide/svelte/icons/power'
import Unplug from '@lucide/svelte/icons/unplug'
import Voicemail from '@lucide/svelte/icons/voicemail'
import Waypoints from '@lucide/svelte/icons/waypoints'
import type { Component } from 'svelte'
import type { BarKind } from '#lib/seat/bar-state.ts'
import { outcomeSentences } from '#lib/text/reason-sentences.ts'
import type { Sentence } from '#lib/text/sentence.ts'
import { stateWords } from '#lib/text/state-words.ts'
import type { CallOutcome, LineState } from '#protocol/reasons'
import type { CallStage } from '#protocol/web-messages'

export type Family = 'free' | 'wait' | 'conn' | 'live' | 'hold' | 'wrap' | 'fault' | 'off'
export type Icon = Component<{
  size?: number | string
  class?: string
  'aria-hidden'?: 'true'
  'aria-label'?: string
  strokeWidth?: number | string
}>
export type Look = { family: Family; icon: Icon; word: Sentence }

const { agent, call, line } = stateWords

export const agentLooks: Readonly<Record<BarKind | 'help', Look>> = {
  help: { family: 'fault', icon: LifeBuoy, word: agent.help },
  'signed-out': { family: 'off', icon: Power, word: agent['signed-out'] },
  idle: { family: 'free', icon: CircleCheck, word: agent.idle },
  'not-ready': { family: 'wait', icon: CirclePause, word: agent['not-ready'] },
  reserved: { family: 'conn', icon: CircleDashed, word: agent.reserved },
  ringing: { family: 'conn', icon: BellRing, word: agent.ringing },
  dialing: { family: 'conn', icon: PhoneOutgoing, word: agent.dialing },
  connecting: { family: 'conn', icon: CircleDashed, word: agent.connecting },
  talking: { family: 'live', icon: AudioLines, word: agent.talking },
  holding: { family: 'hold', icon: Pause, word: agent.holding },
  supervising: { family: 'live', icon: Headphones, word: agent.supervising },
  'wrap-up': { family: 'wrap', icon: ClipboardPen, word: agent['wrap-up'] },
  away: { family: 'fault', icon: Unplug, word: agent.away },
  recovering: { family: 'fault', icon: PlugZap, word: agent.recovering },
}

export const callLooks: Readonly<Record<CallStage, Look>> = {
  'in-menu': { family: 'off', icon: ListTree, word: call['in-menu'] },
  waiting: { family: 'wait', icon: Hourglass, word: call.waiting },
  ringing: { family: 'conn', icon: BellRing, word: call.ringing },
  dialing: { family: 'conn', icon: PhoneOutgoing, word: call.dialing },
  connecting: { family: 'conn', icon: CircleDashed, word: call.connecting },
  talking: { family: 'live', icon: AudioLines, word: call.talking },
  held: { family: 'hold', icon: Pause, word: call.held },
  'handing-over': { family: 'conn', icon: PhoneForwarded, word: call['handing-over'] },
  parked: { family: 'hold', icon: Pause, word: call.parked },
  bridged: { family: 'live', icon: Waypoints, word: call.bridged },
  'leaving-message': { family: 'off', icon: Voicemail, word: call['leaving-message'] },
  recovering: { family: 'fault', icon: PlugZap, word: call.recovering },
  ended: { family: 'off', icon: PhoneOff, word: call.ended },
}

export const outcomeLooks: Readonly<Record<CallOutcome, Look>> = {
  answered: { family: 'free', icon: CircleCheck, word: outcomeSentences.answered },
  abandoned: { family: 'fault', icon: PhoneMissed, word: outcomeSentences.abandoned },
  message: { family: 'off', icon: Voicemail, word: outcomeSentences.message },
  'menu-only': { family: 'off', icon: ListTree, word: outcomeSentences['menu-only'] },
  overflowed: { family: 'wait', icon: Hourglass, word: outcomeSentences.overflowed },
  refused: { family: 'fault', icon: CircleX, word: outcomeSentences.refused },
  failed: { family: 'fault', icon: CircleX, word: outcomeSentences.failed },
}

export const lineLooks: Readonly<Record<LineState, Look>> = {
  up: { family: 'free', icon: CircleCheck, word: line.up },
  registering: { family: 'wait', icon: Loader, word: line.registering },
  down: { family: 'fault', icon: CircleX, word: line.down },
  disabled: { family: 'off', icon: Power, word: line.disabled },
}

/** Whole class names, so that the style sheet contains them. */
export const softClass: Readonly<Record<Family, string>> = {
  free: 'bg-free-soft text-free-ink',
  wait: 'bg-wait-soft text-wait-ink',
  conn: 'bg-conn-soft text-conn-ink',
  live: 'bg-live-soft text-live-ink',
  hold: 'bg-hold-soft text-hold-ink',
  wrap: 'bg-wrap-soft text-wrap-ink',
  fault: 'bg-fault-soft text-fault-ink',
  off: 'bg-off-soft text-off-ink',
}
export const solidClass: Readonly<Record<Family, string>> = {
  free: 'bg-free text-free-on',
  wait: 'bg-wait text-wait-on',
  conn: 'bg-conn text-conn-on',
  live: 'bg-live text-live-on',
  hold: 'bg-hold text-hold-on',
  wrap: 'bg-wrap text-wrap-on',
  fault: 'bg-fault text-fault-on',
  off: 'bg-off text-off-on',
}
