// Finished recordings on their way to the server: piece by piece in turn, from where the server's copy ends, again until
// it confirms the whole by its hash, and removed only then. SPEC.md U1-U5.
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { WHOLE_ENDING } from './encrypted-file.ts'
import { sha256Of } from './recover-recordings.ts'

const RETRY_MS = [1000, 2000, 5000, 15_000, 60_000]
const UPLOAD_TIMEOUT_MS = 120_000
/** U2: after so much of one the next has its turn. */
const PIECE_BYTES = 4 * 1024 * 1024
/** Recordings of before they were encrypted. */
const PLAIN_ENDING = '.wav'

type Waiting = { recordingId: string; path: string; sha256: string }
/** 'deleted': the server wants it no more. */
type Answer = { state: 'partial' | 'ready' | 'deleted'; have: number }

export class UploadQueue {
  private readonly waiting: Waiting[] = []
  private isRunning = false
  private attempt = 0
  private retry: ReturnType<typeof setTimeout> | null = null

  constructor(
    private readonly directory: string,
    private readonly serverUrl: string,
    private readonly token: string,
    private readonly log: (text: string) => void,
  ) {}

  get length(): number {
    return this.waiting.length
  }

  /** U5: files that an earlier process left behind. */
  async addLeftOver(): Promise<void> {
    for (const file of readdirSync(this.directory)) {
      const ending = [WHOLE_ENDING, PLAIN_ENDING].find((known) => file.endsWith(known))
      if (ending === undefined) continue
      const path = join(this.directory, file)
      this.enqueue({ recordingId: file.slice(0, -ending.length), path, sha256: await sha256Of(path) })
    }
  }

  add(recordingId: string, sha256: string): void {
    this.enqueue({ recordingId, path: join(this.directory, recordingId + WHOLE_ENDING), sha256 })
  }

  /** The server is there: do not wait for the next try. */
  wake(): void {
    if (this.retry) clearTimeout(this.retry)
    this.retry = null
    void this.run()
  }

  close(): void {
    if (this.retry) clearTimeout(this.retry)
    this.isRunning = true
  }

  private enqueue(entry: Waiting): void {
    if (this.waiting.some(({ recordingId }) => recordingId === entry.recordingId)) return
    this.waiting.push(entry)
    void this.run()
  }

  private async run(): Promise<void> {
    if (this.isRunning || this.retry) return
    this.isRunning = true
    for (let next = this.waiting[0]; next; next = this.waiting[0]) {
      const outcome = await this.uploadPiece(next)
      this.waiting.shift()
      if (outcome !== 'whole') this.waiting.push(next)
      if (typeof outcome === 'object') {
        this.log(`recording ${next.recordingId} is not uploaded yet: ${outcome.fault}`)
        this.waitForRetry()
        break
      }
      this.attempt = 0
      if (outcome === 'whole') rmSync(next.path, { force: true })
    }
    this.isRunning = false
  }

  private waitForRetry(): void {
    const pause = RETRY_MS[Math.min(this.attempt, RETRY_MS.length - 1)] ?? 60_000
    this.attempt += 1
    this.retry = setTimeout(() => this.wake(), pause)
  }

  /** U1: asks how much is there, sends what comes next. */
  private async uploadPiece(entry: Waiting): Promise<'whole' | 'more' | { fault: string }> {
    if (!existsSync(entry.path)) return 'whole'
    try {
      const { size } = statSync(entry.path)
      const before = await this.ask(entry, 'GET', '')
      if (before.state !== 'partial') return 'whole'
      const to = Math.min(size, before.have + PIECE_BYTES)
      const piece = Bun.file(entry.path).slice(before.have, to)
      const after = await this.ask(entry, 'PUT', `?offset=${before.have}&size=${size}`, piece)
      return after.state === 'partial' ? 'more' : 'whole'
    } catch (fault) {
      return { fault: fault instanceof Error ? fault.message : String(fault) }
    }
  }

  private async ask(entry: Waiting, method: 'GET' | 'PUT', query: string, body?: Blob): Promise<Answer> {
    const reply = await fetch(`${this.serverUrl}/api/v1/gateway/recordings/${entry.recordingId}${query}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'x-sha256': entry.sha256 },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS),
    })
    if (!reply.ok) throw new Error(`the server answered ${reply.status}`)
    return (await reply.json()) as Answer
  }
}
