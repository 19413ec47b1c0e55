// All lines of one kind of card, in the media worker: the driver's orders to their channels. SPEC.md R1-R6.
import type { LegId, LineId, Ms } from '#protocol/ids'
import type { HangupCause } from '#protocol/reasons'
import type { LineFact } from '../line-driver.ts'
import { AnalogueChannel, type ChannelPorts } from './analogue-channel.ts'
import type { AnalogueLineConfig, FromAnalogueLines, ToAnalogueLines } from './analogue-messages.ts'
import type { CardPort } from './card-port.ts'
import { dialedDigits } from './dialed-digits.ts'

export type AnalogueLinesPorts<Config> = Omit<ChannelPorts, 'emit'> & {
  post(message: FromAnalogueLines): void
  openCard(config: Config): CardPort
  /** Something else than `enabled` may have changed. */
  changeCard(config: Config): void
}

type Line<Config> = { config: Config; channel: AnalogueChannel | null }

export class AnalogueLines<Config extends AnalogueLineConfig> {
  readonly #lines = new Map<LineId, Line<Config>>()

  constructor(private readonly ports: AnalogueLinesPorts<Config>) {}

  handle(message: ToAnalogueLines<Config>): void {
    switch (message.type) {
      case 'configure':
        this.#configure(message.lines)
        return
      case 'answer':
        this.#channelOf(message.legId)?.answer()
        return
      case 'dial':
        this.#dial(message)
        return
      case 'hang-up':
        this.#channelOf(message.legId)?.hangUp(message.cause)
        return
      case 'close':
        this.#configure([])
        this.ports.post({ type: 'closed' })
    }
  }

  tick(now: Ms): void {
    for (const { channel } of this.#lines.values()) channel?.tick(now)
  }

  #configure(configs: readonly Config[]): void {
    const wanted = new Set(configs.map(({ id }) => id))
    for (const [id, { channel }] of [...this.#lines]) {
      if (wanted.has(id)) continue
      channel?.close()
      this.#lines.delete(id)
    }
    for (const config of configs) this.#configureLine(config)
  }

  /** R2: a line that stays keeps its call, whatever else about it changes. */
  #configureLine(config: Config): void {
    const known = this.#lines.get(config.id)
    if (!config.enabled) {
      known?.channel?.close()
      if (known?.config.enabled !== false) this.#emit(disabled(config.id))
      this.#lines.set(config.id, { config, channel: null })
      return
    }
    if (known?.channel) {
      known.channel.number = config.number
      known.config = config
      this.ports.changeCard(config)
      return
    }
    const { host, newLegId } = this.ports
    const ports = { host, newLegId, emit: (fact: LineFact) => this.#emit(fact) }
    const channel = new AnalogueChannel(config.id, config.number, this.ports.openCard(config), ports)
    this.#lines.set(config.id, { config, channel })
  }

  #dial({ legId, lineId, to }: { legId: LegId; lineId: LineId; to: string }): void {
    const line = this.#lines.get(lineId)
    if (!line?.channel) this.#refuse(legId, 'unreachable', 'no such line')
    else if (!line.config.outbound) this.#refuse(legId, 'rejected', 'incoming calls only')
    else if (dialedDigits(to) === '') this.#refuse(legId, 'unknown-number', 'no digits')
    else if (!line.channel.dial(legId, to)) this.#refuse(legId, 'congestion', 'line taken')
  }

  #refuse(legId: LegId, cause: HangupCause, detail: string): void {
    this.#emit({ type: 'leg.ended', legId, cause, by: 'us', detail })
  }

  #channelOf(legId: LegId): AnalogueChannel | null {
    for (const { channel } of this.#lines.values()) if (channel?.legId === legId) return channel
    return null
  }

  #emit(fact: LineFact): void {
    this.ports.post({ type: 'fact', fact })
  }
}

const disabled = (lineId: LineId): LineFact => ({
  type: 'line.changed',
  lineId,
  state: 'disabled',
  fault: null,
  detail: '',
  calls: 0,
})
