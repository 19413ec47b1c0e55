// What a leg is to hear, as the files and words that it is made of now.
import type { GatewayCommand, PlayItem } from '#protocol/gateway-messages'
import type { Language } from '#protocol/reasons'
import { nameSound, spokenAgent } from '../call/introduce.ts'
import { recordingOf } from '../flow/said-value.ts'
import { tracksOf } from '../music/music-turn.ts'
import { spokenPlace } from '../queue/announcement.ts'
import type { OutsideEffect } from '../runner/runner.ts'
import type { Site, SitePorts } from './site.ts'

type SoundEffect = OutsideEffect & { type: 'play' | 'announce' | 'introduce' | 'whisper' }
type Player = { playerId: string; legId: string; language: Language; loop: boolean; bargeIn: boolean }
const ONCE = { loop: false, bargeIn: false }

export class SiteSounds {
  constructor(
    private readonly site: Site,
    private readonly ports: Pick<SitePorts, 'prompt' | 'promptMissing'>,
  ) {}

  start(effect: SoundEffect): GatewayCommand {
    const { people, lines } = this.site.configuration
    switch (effect.type) {
      case 'play': {
        const line = lines.find(({ id }) => id === effect.musicOf)
        return this.play(effect, line?.music ? [line.music] : effect.prompts)
      }
      case 'announce':
        return this.play({ ...effect, ...ONCE }, [...this.spokenPlace(effect), ...effect.prompts])
      case 'introduce':
        return this.play({ ...effect, ...ONCE }, [...this.spokenAgent(effect), ...effect.prompts])
      case 'whisper': {
        const language = people.get(effect.agentId)?.language ?? effect.language
        return this.play({ ...effect, language, ...ONCE }, effect.prompts)
      }
    }
  }

  private play({ playerId, legId, language, loop, bargeIn }: Player, prompts: string[]): GatewayCommand {
    const items: PlayItem[] = []
    const { music = [] } = this.site.configuration
    for (const name of prompts.flatMap((prompt) => tracksOf(music, prompt, playerId))) {
      const recordingId = recordingOf(name)
      const prompt = recordingId === null ? this.ports.prompt(name, language) : null
      if (recordingId !== null) items.push({ kind: 'recording', recordingId })
      else if (prompt) items.push({ kind: 'prompt', name: prompt.name, sha256: prompt.sha256 })
      else this.ports.promptMissing(name, language)
    }
    // Nothing to play still takes its turn: half a second of silence, then player.finished as ever.
    if (items.length === 0) items.push({ kind: 'silence', ms: 500 })
    return { type: 'player.start', playerId, legId, items, loop, bargeIn }
  }

  private spokenPlace({ entryId, say, language }: OutsideEffect & { type: 'announce' }): string[] {
    const { waiting } = this.site.routing
    const entry = waiting.get(entryId)
    if (entry?.state !== 'waiting') return spokenPlace(say, null, null, language)
    const rank = waiting.positionOf(entry)
    return spokenPlace(say, rank, this.site.expectedWait(entry.queue.id, rank), language)
  }

  private spokenAgent({ agentId, number, name, language }: OutsideEffect & { type: 'introduce' }): string[] {
    if (!number && !name) return []
    const sound = nameSound(agentId)
    const recorded = name && this.ports.prompt(sound.name, sound.language) !== null
    const of = this.site.configuration.people.get(agentId)?.number ?? ''
    return spokenAgent(of, { number, name: recorded ? sound.name : null }, language)
  }
}
