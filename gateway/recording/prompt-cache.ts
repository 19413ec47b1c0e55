// Prompts by content hash, fetched from the server once and kept in the spool directory.
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PlayItem } from '#protocol/gateway-messages'
import type { PlaySource } from '../media/media-engine.ts'

const FETCH_TIMEOUT_MS = 5000

export class PromptCache {
  private readonly running = new Map<string, Promise<void>>()

  constructor(
    private readonly directory: string,
    private readonly serverUrl: string,
    private readonly token: string,
  ) {
    mkdirSync(directory, { recursive: true })
  }

  /** The sources at once, or null when a file must be fetched first. */
  find(items: readonly PlayItem[]): PlaySource[] | null {
    return items.every((item) => item.kind !== 'prompt' || existsSync(this.path(item.sha256)))
      ? items.map((item) => this.source(item))
      : null
  }

  /** Rejects with the prompt's name when the server does not give it. */
  async fetch(items: readonly PlayItem[]): Promise<PlaySource[]> {
    await Promise.all(items.map((item) => (item.kind === 'prompt' ? this.ensure(item.name, item.sha256) : undefined)))
    return items.map((item) => this.source(item))
  }

  private source(item: PlayItem): PlaySource {
    return item.kind === 'prompt' ? { kind: 'file', path: this.path(item.sha256) } : item
  }

  private path(sha256: string): string {
    return join(this.directory, `${sha256}.wav`)
  }

  private ensure(name: string, sha256: string): Promise<void> {
    if (existsSync(this.path(sha256))) return Promise.resolve()
    const running = this.running.get(sha256) ?? this.download(name, sha256)
    this.running.set(sha256, running)
    return running.finally(() => this.running.delete(sha256))
  }

  private async download(name: string, sha256: string): Promise<void> {
    const reply = await fetch(`${this.serverUrl}/api/v1/gateway/prompts/${sha256}`, {
      headers: { authorization: `Bearer ${this.token}` },
      signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    })
    if (!reply.ok) throw new Error(`prompt ${name}: the server answered ${reply.status}`)
    const bytes = new Uint8Array(await reply.arrayBuffer())
    const hash = new Bun.CryptoHasher('sha256').update(bytes).digest('hex')
    if (hash !== sha256) throw new Error(`prompt ${name}: the file came damaged`)
    const part = `${this.path(sha256)}.${process.pid}.part`
    writeFileSync(part, bytes)
    renameSync(part, this.path(sha256))
  }
}
