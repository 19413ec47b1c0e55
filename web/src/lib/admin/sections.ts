// The administration pages in their fixed order, each with the right that opens it.
import AudioLines from '@lucide/svelte/icons/audio-lines'
import Award from '@lucide/svelte/icons/award'
import Bell from '@lucide/svelte/icons/bell'
import Cable from '@lucide/svelte/icons/cable'
import CalendarClock from '@lucide/svelte/icons/calendar-clock'
import CalendarHeart from '@lucide/svelte/icons/calendar-heart'
import Crown from '@lucide/svelte/icons/crown'
import Disc from '@lucide/svelte/icons/disc-3'
import Ellipsis from '@lucide/svelte/icons/ellipsis'
import Gauge from '@lucide/svelte/icons/gauge'
import GitBranch from '@lucide/svelte/icons/git-branch'
import Hash from '@lucide/svelte/icons/hash'
import Layers from '@lucide/svelte/icons/layers'
import ListChecks from '@lucide/svelte/icons/list-checks'
import ListFilter from '@lucide/svelte/icons/list-filter'
import MessageSquareQuote from '@lucide/svelte/icons/message-square-quote'
import MonitorDot from '@lucide/svelte/icons/monitor-dot'
import Music from '@lucide/svelte/icons/music'
import PhoneForwarded from '@lucide/svelte/icons/phone-forwarded'
import Route from '@lucide/svelte/icons/route'
import ScrollText from '@lucide/svelte/icons/scroll-text'
import Server from '@lucide/svelte/icons/server'
import Split from '@lucide/svelte/icons/split'
import Users from '@lucide/svelte/icons/users'
import UsersRound from '@lucide/svelte/icons/users-round'
import Voicemail from '@lucide/svelte/icons/voicemail'
import type { Right } from '#lib/session/session.svelte.ts'
import { adminWords } from '#lib/text/admin-words.ts'
import { forwardWords } from '#lib/text/forward-words.ts'
import { holidayWords } from '#lib/text/holiday-words.ts'
import { inboundWords } from '#lib/text/inbound-words.ts'
import { messageWords } from '#lib/text/message-words.ts'
import { numberListWords } from '#lib/text/number-list-words.ts'
import { outboundWords } from '#lib/text/outbound-words.ts'
import { priorityWords } from '#lib/text/priority-words.ts'
import { musicWords } from '#lib/text/prompt-words.ts'
import type { Sentence } from '#lib/text/sentence.ts'
import { wallWords } from '#lib/text/wall-words.ts'
import type { Icon } from '#lib/ui/state-look.ts'

const { tabs } = adminWords
export type Section = { path: string; word: Sentence; icon: Icon; right: Right; onPhone: 'tab' | 'more' }

export const sections: readonly Section[] = [
  { path: '/admin', word: tabs.status, icon: Gauge, right: 'status.read', onPhone: 'tab' },
  { path: '/admin/alarms', word: tabs.alarms, icon: Bell, right: 'status.read', onPhone: 'tab' },
  { path: '/admin/users', word: tabs.users, icon: Users, right: 'user.write', onPhone: 'tab' },
  { path: '/admin/lines', word: tabs.lines, icon: Cable, right: 'line.read', onPhone: 'tab' },
  { path: '/admin/queues', word: tabs.queues, icon: Layers, right: 'queue.read', onPhone: 'more' },
  { path: '/admin/priority', word: priorityWords.title, icon: Crown, right: 'queue.read', onPhone: 'more' },
  { path: '/admin/teams', word: tabs.teams, icon: UsersRound, right: 'queue.read', onPhone: 'more' },
  { path: '/admin/skills', word: tabs.skills, icon: Award, right: 'queue.read', onPhone: 'more' },
  {
    path: '/admin/message-boxes',
    word: messageWords.boxes.title,
    icon: Voicemail,
    right: 'queue.read',
    onPhone: 'more',
  },
  { path: '/admin/scripts', word: tabs.scripts, icon: MessageSquareQuote, right: 'script.write', onPhone: 'more' },
  {
    path: '/admin/dispositions',
    word: tabs.dispositions,
    icon: ListChecks,
    right: 'disposition.write',
    onPhone: 'more',
  },
  { path: '/admin/hours', word: tabs.hours, icon: CalendarClock, right: 'hours.read', onPhone: 'more' },
  { path: '/admin/holidays', word: holidayWords.title, icon: CalendarHeart, right: 'hours.read', onPhone: 'more' },
  { path: '/admin/numbers', word: tabs.numbers, icon: Hash, right: 'number.read', onPhone: 'more' },
  { path: '/admin/inbound', word: inboundWords.title, icon: Split, right: 'number.read', onPhone: 'more' },
  { path: '/admin/forwarding', word: forwardWords.title, icon: PhoneForwarded, right: 'user.write', onPhone: 'more' },
  { path: '/admin/outbound', word: outboundWords.title, icon: Route, right: 'line.read', onPhone: 'more' },
  { path: '/admin/number-lists', word: numberListWords.title, icon: ListFilter, right: 'list.read', onPhone: 'more' },
  { path: '/admin/flows', word: tabs.flows, icon: GitBranch, right: 'flow.read', onPhone: 'more' },
  { path: '/admin/prompts', word: tabs.prompts, icon: AudioLines, right: 'prompt.read', onPhone: 'more' },
  { path: '/admin/music', word: musicWords.title, icon: Music, right: 'prompt.read', onPhone: 'more' },
  { path: '/admin/recordings', word: tabs.recordings, icon: Disc, right: 'recording.settings', onPhone: 'more' },
  { path: '/admin/wallboards', word: wallWords.title, icon: MonitorDot, right: 'wall.write', onPhone: 'more' },
  { path: '/admin/audit', word: tabs.audit, icon: ScrollText, right: 'audit.read', onPhone: 'more' },
  { path: '/admin/system', word: tabs.system, icon: Server, right: 'status.read', onPhone: 'more' },
]
export const moreTab = { path: '/admin/more', word: tabs.more, icon: Ellipsis }
