// A tab that is really hidden. Playwright makes every page believe that it is in front, so this one is spoken to by the
// browser's own protocol: signed in as an agent, then another tab is put before it.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { browserArguments, CHROMIUM } from '../../harness/browser.ts'
import { freePort } from '../../harness/free-port.ts'
import { until } from '../../harness/trunkline.ts'

const WITHIN_MS = 20_000
const TRY_MS = 3000

type Target = { type: string; webSocketDebuggerUrl: string }
type Answer = { id: number; result?: { result?: { value?: unknown } } }

export class HiddenTab {
  #asked = 0

  private constructor(
    private readonly child: ChildProcess,
    private readonly port: number,
    private readonly socket: WebSocket,
  ) {}

  static async open(url: string, microphoneHz: number): Promise<HiddenTab> {
    const port = await freePort()
    const profile = mkdtempSync(join(tmpdir(), 'hidden-'))
    const own = ['--headless=new', `--remote-debugging-port=${port}`, `--user-data-dir=${profile}`]
    const child = spawn(CHROMIUM, [...browserArguments(microphoneHz), ...own, url], { stdio: 'ignore' })
    let target: Target | undefined
    await until(
      async () => {
        const targets = await fetch(`http://127.0.0.1:${port}/json`).then(
          (reply) => reply.json() as Promise<Target[]>,
          () => [],
        )
        target = targets.find(({ type }) => type === 'page')
        return target !== undefined
      },
      WITHIN_MS,
      () => 'the browser did not start',
    )
    const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '')
    await new Promise<void>((resolve) => {
      socket.onopen = () => resolve()
    })
    return new HiddenTab(child, port, socket)
  }

  /** Another tab comes to the front. */
  async hide(): Promise<void> {
    await fetch(`http://127.0.0.1:${this.port}/json/new?about:blank`, { method: 'PUT' })
    await this.becomes('document.visibilityState', 'hidden')
  }

  evaluate(expression: string): Promise<unknown> {
    const id = ++this.#asked
    return new Promise((resolve) => {
      const hear = ({ data }: MessageEvent): void => {
        const answer = JSON.parse(String(data)) as Answer
        if (answer.id !== id) return
        this.socket.removeEventListener('message', hear)
        resolve(answer.result?.result?.value)
      }
      this.socket.addEventListener('message', hear)
      this.socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params: { expression } }))
    })
  }

  async becomes(expression: string, value: string, withinMs = WITHIN_MS): Promise<void> {
    let is: unknown
    await until(
      async () => {
        is = await this.evaluate(expression)
        return is === value
      },
      withinMs,
      () => `${expression} is ${is}, not ${value}`,
    )
  }

  /** Once it is there and takes clicks. */
  async click(testId: string): Promise<void> {
    const find = `[...document.querySelectorAll('[data-testid="${testId}"]')].at(-1)`
    await this.becomes(`${find}?.matches(':not(:disabled, [aria-disabled=true])') ? 'there' : ''`, 'there')
    await this.evaluate(`${find}.click()`)
  }

  /** Until the page takes it: not before the microphone is open. */
  async signIn(): Promise<void> {
    for (let tries = 0; tries < 10; tries++) {
      await this.click('sign-in-seat')
      try {
        return await this.isInState('idle', TRY_MS)
      } catch {
        // Clicked too early.
      }
    }
    throw new Error('the seat does not sign in')
  }

  isInState(state: string, withinMs = WITHIN_MS): Promise<void> {
    const shown = `document.querySelector('[data-testid="call-state"]')?.dataset.state ?? ''`
    return this.becomes(shown, state, withinMs)
  }

  close(): void {
    this.socket.close()
    this.child.kill()
  }
}
