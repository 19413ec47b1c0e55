// The pages of the frame in their fixed order, each with the right that opens it.
import Activity from '@lucide/svelte/icons/activity'
import ContactRound from '@lucide/svelte/icons/contact-round'
import Headset from '@lucide/svelte/icons/headset'
import PhoneCall from '@lucide/svelte/icons/phone-call'
import PhoneForwarded from '@lucide/svelte/icons/phone-forwarded'
import PhoneIncoming from '@lucide/svelte/icons/phone-incoming'
import Settings from '@lucide/svelte/icons/settings'
import Users from '@lucide/svelte/icons/users'
import Voicemail from '@lucide/svelte/icons/voicemail'
import { unheard } from '#lib/message/unheard.svelte.ts'
import type { session as sessionOf } from '#lib/session/session.svelte.ts'
import { appWords } from '#lib/text/app-words.ts'
import { messageWords } from '#lib/text/message-words.ts'
import type { Sentence } from '#lib/text/sentence.ts'
import type { Icon } from '#lib/ui/state-look.ts'

type Session = typeof sessionOf
export type Place = {
  path: string
  word: Sentence
  icon: Icon
  foot: boolean
  may: (session: Session) => boolean
  /** What waits there; 0 = nothing. */
  count?: () => number
}

const { nav } = appWords
export const places: readonly Place[] = [
  { path: '/seat', word: nav.seat, icon: Headset, foot: false, may: (session) => session.mayUseSeat },
  {
    path: '/mine',
    word: nav.mine,
    icon: ContactRound,
    foot: false,
    may: (session) => session.mayUseSeat,
    count: () => unheard.count,
  },
  // Who has a seat has them among the lists of the seat.
  {
    path: '/messages',
    word: messageWords.title,
    icon: Voicemail,
    foot: false,
    may: (session) => session.may('message.hear') && !session.mayUseSeat,
    count: () => unheard.count,
  },
  {
    path: '/console',
    word: nav.console,
    icon: PhoneForwarded,
    foot: false,
    may: (session) => session.may('console.use') && session.mayUseSeat,
  },
  { path: '/customers', word: nav.customers, icon: Users, foot: false, may: (session) => session.may('customer.read') },
  { path: '/live', word: nav.live, icon: Activity, foot: false, may: (session) => session.may('site.watch') },
  {
    path: '/callbacks',
    word: nav.callbacks,
    icon: PhoneCall,
    foot: false,
    may: (session) => session.may('callback.handle'),
  },
  { path: '/admin', word: nav.admin, icon: Settings, foot: false, may: (session) => session.mayAdminister },
  { path: '/calls', word: nav.calls, icon: PhoneIncoming, foot: true, may: (session) => session.may('call.read') },
]
