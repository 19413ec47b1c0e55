// What HTTP and the live socket ask of the deciding core; the core implements it.
import type { AgentWhy, Decision } from '#protocol/api'
import type { ToDemoTelephone } from '#protocol/demo-telephone'
import type { HangupCause, RefusalReason } from '#protocol/reasons'
import type { TollBlock } from '#protocol/toll-guard'
import type { CallView, Entities, EntityChange, GuestView, Me, WebCommand } from '#protocol/web-messages'
import type { OpenCallback } from '../callback/callback.ts'
import type { CallbackWish } from '../callback/callback-inputs.ts'
import type { OpenWakeUp } from '../wake-up/wake-up.ts'
import type { WakeUpWish } from '../wake-up/wake-up-inputs.ts'

export type CommandReply =
  | { ok: true; result?: { callId?: string } }
  | { ok: false; reason: RefusalReason; detail?: string }

export type CorePort = {
  /** The right has been checked; the core checks the state. `tabId` is the page's tab. */
  command(me: Me, tabId: string, command: WebCommand): Promise<CommandReply>
  /** Why a waiting call waits now; null when it does not wait. */
  explain(callId: string): Decision | null
  /** Why an agent gets no call now; null for whom there is not. */
  explainAgent(agentId: string): Omit<AgentWhy, 'agentId' | 'last'> | null
  /** What guards against toll fraud have barred, and had lately. */
  tollBlocks(): TollBlock[]
  /** False: it does not stand. `by` is the name of who lifts it. */
  liftTollBlock(id: string, by: string): boolean
  /** Call-backs that are not over, by place. */
  callbacks(): OpenCallback[]
  /** Resolves with its id when it is kept. */
  askCallback(wish: CallbackWish): Promise<string>
  cancelCallback(id: string): Promise<void>
  /** Wake-up calls that are not over, by their times. */
  wakeUps(): OpenWakeUp[]
  /** Resolves with its id when it is kept. */
  setWakeUp(wish: WakeUpWish): Promise<string>
  cancelWakeUp(id: string): Promise<void>
  /** The page's live socket has gone. */
  tabClosed(me: Me, tabId: string): void
}

/** A call as the core publishes it: numbers whole, masked by the hub per user. */
export type RawCallView = Omit<CallView, 'customer' | 'transfer' | 'guests'> & {
  customer: string
  transfer: { to: string; cause: HangupCause | null } | null
  guests: (Omit<GuestView, 'number'> & { number: string | null })[]
}
export type RawEntities = Omit<Entities, 'call'> & { call: RawCallView }
export type RawChange =
  | Exclude<EntityChange, { kind: 'call' }>
  | { kind: 'call'; id: string; value: RawCallView | null }

/** One demo telephone page. `id` is 'phone-<number>'; `number` is the caller id it calls with. */
export type DemoPhone = { id: string; number: string; send(message: ToDemoTelephone): void }

export type DemoTelephonePort = {
  connect(phone: DemoPhone, connectionId: string, sdp: string): void
  offHook(phone: DemoPhone): void
  onHook(phone: DemoPhone): void
  digit(phone: DemoPhone, digit: string): void
  /** The page has gone. */
  disconnect(phone: DemoPhone): void
}
