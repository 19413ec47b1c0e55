// The attendant's console: what is chosen, and what its keys do.
import { live } from '#lib/live/live.svelte.ts'
import { party } from '#lib/party/party.svelte.ts'
import { acts, type Target, targets } from '#lib/party/target.ts'
import { seat } from '#lib/seat/seat.svelte.ts'
import type { DoNotDisturb } from '#protocol/reasons'
import type { CallView } from '#protocol/web-messages'
import { type ConsoleAct, consoleAct } from './console-keys.ts'

const SHOWN = 50

class Console {
  box = $state('')
  /** For whom the sheet of wake-up calls is open; null: it is shut. */
  wakingUp: string | null = $state(null)
  #at = $state(0)

  get found(): Target[] {
    const { queues = [], flows = [] } = party.places.value ?? {}
    const book = party.book.value ?? []
    return targets(this.box, { colleagues: party.colleagues, queues, flows, book }, party.moment).slice(0, SHOWN)
  }

  get chosenAt(): number {
    return Math.min(this.#at, Math.max(0, this.found.length - 1))
  }

  get chosen(): Target | null {
    return this.found[this.chosenAt] ?? null
  }

  choose(at: number): void {
    this.#at = at
  }

  get parked(): CallView[] {
    const calls = [...live.model.topics.seat.maps.call.values()].filter((call) => call.parked !== null)
    return calls.sort((a, b) => (a.parked?.slot ?? 0) - (b.parked?.slot ?? 0))
  }

  /** True when the key did something here. */
  press(event: KeyboardEvent): boolean {
    const hasCall = seat.call !== null && (seat.kind === 'talking' || seat.kind === 'holding')
    const act = consoleAct(event, { box: this.box, hasCall, hasGuest: party.guests.length > 0 })
    if (act === null) return false
    void this.#does(act)
    return true
  }

  async #does(act: ConsoleAct): Promise<void> {
    switch (act.act) {
      case 'choose':
        this.#at = Math.max(0, this.chosenAt + act.step)
        return
      case 'clear':
        this.box = ''
        return
      case 'ring':
        return this.#onChosen(0)
      case 'handOver':
        return this.#onChosen(1)
      case 'camp':
        return this.camp()
      case 'complete':
        return party.complete(party.consulting?.legId ?? party.guests[0]?.legId ?? '')
      case 'letGo':
        return seat.end()
      case 'swap':
        return this.swap()
      case 'park':
        return this.park()
      case 'retrieve':
        return this.retrieve(act.slot)
    }
  }

  /** The first or second of what can be done with who is chosen. */
  async #onChosen(nth: 0 | 1): Promise<void> {
    const target = this.chosen
    const act = target ? acts(target, party.moment)[nth] : undefined
    if (!target || !act) return
    await party.does(act, target)
    this.box = ''
    this.#at = 0
  }

  async camp(): Promise<void> {
    const { chosen } = this
    if (chosen?.kind !== 'agent') return
    await party.does(party.moment === 'idle' ? 'campCall' : 'campHandOver', chosen)
    this.box = ''
  }

  async swap(): Promise<void> {
    const aside = party.guests.find(({ state, joined }) => state === 'up' && !joined)
    if (party.consulting) await party.speakWith(null)
    else if (aside) await party.speakWith(aside.legId)
  }

  async park(): Promise<void> {
    if (seat.call) await seat.party({ type: 'call.park', callId: seat.call.id })
  }

  async retrieve(slot: number): Promise<void> {
    const call = this.parked.find(({ parked }) => parked?.slot === slot)
    if (call && (await seat.party({ type: 'call.retrieve', callId: call.id }))) this.box = ''
  }

  async override(agentId: string, reason: string): Promise<void> {
    const callId = party.moment === 'idle' ? null : (seat.call?.id ?? null)
    await seat.party({ type: 'console.dial', agentId, callId, reason })
  }

  async breakIn(agentId: string, mode: 'listen' | 'barge', reason: string): Promise<void> {
    await seat.party({ type: 'console.break-in', agentId, mode, reason })
  }

  async doNotDisturb(agentId: string, level: DoNotDisturb): Promise<boolean> {
    return seat.party({ type: 'console.do-not-disturb', agentId, level })
  }
}

export const attendant = new Console()
