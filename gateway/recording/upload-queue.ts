// Finished recordings on their way to the server: one at a time, again until taken, removed only then.
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const RETRY_MS = [1000, 2000, 5000, 15_000, 60_000]
const UPLOAD_TIMEOUT_MS = 120_000

type Waiting = { recordingId: string; sha256: string }

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

  /** Files that an earlier process left behind. */
  async addLeftOver(): Promise<void> {
    if (!existsSync(this.directory)) return
    for (const file of readdirSync(this.directory)) {
      if (!file.endsWith('.wav')) continue
      const hasher = new Bun.CryptoHasher('sha256')
      for await (const chunk of Bun.file(join(this.directory, file)).stream()) hasher.update(chunk)
      this.add(file.slice(0, -'.wav'.length), hasher.digest('hex'))
    }
  }

  add(recordingId: string, sha256: string): void {
    if (this.waiting.some((entry) => entry.recordingId === recordingId)) return
    this.waiting.push({ recordingId, sha256 })
    void this.run()
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

  private async run(): Promise<void> {
    if (this.isRunning || this.retry) return
    this.isRunning = true
    for (let next = this.waiting[0]; next; next = this.waiting[0]) {
      const fault = await this.upload(next)
      if (fault !== null) {
        this.log(`recording ${next.recordingId} is not uploaded yet: ${fault}`)
        this.waitForRetry()
        break
      }
      this.attempt = 0
      this.waiting.shift()
      rmSync(this.path(next.recordingId), { force: true })
      rmSync(join(this.directory, `${next.recordingId}.json`), { force: true })
    }
    this.isRunning = false
  }

  private waitForRetry(): void {
    const pause = RETRY_MS[Math.min(this.attempt, RETRY_MS.length - 1)] ?? 60_000
    this.attempt += 1
    // The one that failed goes behind the others: a single bad file must not hold them up.
    const first = this.waiting.shift()
    if (first) this.waiting.push(first)
    this.retry = setTimeout(() => this.wake(), pause)
  }

  private path(recordingId: string): string {
    return join(this.directory, `${recordingId}.wav`)
  }

  private async upload({ recordingId, sha256 }: Waiting): Promise<string | null> {
    const file = Bun.file(this.path(recordingId))
    if (!(await file.exists())) return null
    try {
      const reply = await fetch(`${this.serverUrl}/api/v1/gateway/recordings/${recordingId}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${this.token}`, 'x-sha256': sha256, 'content-type': 'audio/wav' },
        body: file,
        signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS),
      })
      return reply.ok ? null : `the server answered ${reply.status}`
    } catch (fault) {
      return fault instanceof Error ? fault.message : String(fault)
    }
  }
}
