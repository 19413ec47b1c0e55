// The control thread's end of analogue lines, whatever their card: orders to the media worker, facts from it.

import type { LegId } from '#protocol/ids'
import type { LineConfig } from '#protocol/line-config'
import type { HangupCause } from '#protocol/reasons'
import { type Schedule, scheduleReal } from '../../transaction/timer-map.ts'
import type { DialRequest, EmitLineFact, LineDriver, LineFact } from '../line-driver.ts'
import type { AnalogueLineConfig, FromAnalogueLines, ToAnalogueLines } from './analogue-messages.ts'

const CLOSE_MS = 2000

type LegState = 'offered' | 'dialing' | 'answered'
type LineKind = LineConfig['kind']
type ConfigOf<Kind extends LineKind> = Extract<LineConfig, { kind: Kind }> & AnalogueLineConfig

export type AnalogueDriverOptions<Kind extends LineKind> = {
  kind: Kind
  post(message: ToAnalogueLines<ConfigOf<Kind>>): void
  emit: EmitLineFact
  schedule?: Schedule
}

export class AnalogueDriver<Kind extends LineKind> implements LineDriver {
  readonly #legs = new Map<LegId, LegState>()
  readonly #options: AnalogueDriverOptions<Kind>
  #onClosed: (() => void) | null = null

  constructor(options: AnalogueDriverOptions<Kind>) {
    this.#options = options
  }

  configure(lines: LineConfig[]): void {
    const isOurs = (line: LineConfig): line is ConfigOf<Kind> => line.kind === this.#options.kind
    this.#options.post({ type: 'configure', lines: lines.filter(isOurs) })
  }

  /** The exchange tells the caller already. */
  ring(): void {}

  answer(legId: LegId): void {
    if (this.#legs.get(legId) === 'offered') this.#options.post({ type: 'answer', legId })
  }

  dial({ legId, lineId, to }: DialRequest): void {
    this.#legs.set(legId, 'dialing')
    this.#options.post({ type: 'dial', legId, lineId, to })
  }

  hangUp(legId: LegId, cause: HangupCause): void {
    if (this.#legs.has(legId)) this.#options.post({ type: 'hang-up', legId, cause })
  }

  legs(): { legId: LegId; state: LegState }[] {
    return [...this.#legs].map(([legId, state]) => ({ legId, state }))
  }

  close(): Promise<void> {
    const schedule = this.#options.schedule ?? scheduleReal
    return new Promise((resolve) => {
      const cancel = schedule(resolve, CLOSE_MS)
      this.#onClosed = () => {
        cancel()
        resolve()
      }
      this.#options.post({ type: 'close' })
    })
  }

  fromLines(message: FromAnalogueLines): void {
    if (message.type === 'closed') this.#onClosed?.()
    else this.#tell(message.fact)
  }

  #tell(fact: LineFact): void {
    if (fact.type === 'leg.offered') this.#legs.set(fact.legId, 'offered')
    else if (fact.type === 'leg.answered') this.#legs.set(fact.legId, 'answered')
    else if (fact.type === 'leg.ended') this.#legs.delete(fact.legId)
    this.#options.emit(fact)
  }
}
