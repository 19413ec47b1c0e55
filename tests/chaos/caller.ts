// A customer on the telephone: SIPp signals, a process of its own speaks and listens.
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { SERVICE_DID } from '../harness/customer.ts'
import { Sipp } from '../harness/sipp.ts'
import { type Trunkline, until } from '../harness/trunkline.ts'
import { BUN, ROOT } from './bun.ts'
import type { SoundReport } from './sound-process.ts'

/** What the customer says, what the agent says. */
export const CUSTOMER_HZ = 440
export const AGENT_HZ = 1000

const GAP_MS = 200
/** Browser twice, gateway, its media worker, and the one that listens: a starved machine may stall each in turn. */
const PROCESSES = 5

/** What a customer may miss: on a machine that is free 200 ms, more where it keeps its processes waiting. */
export const allowedGap = (stallMs: number): number => GAP_MS + PROCESSES * stallMs

type SoundProcess = ChildProcessByStdio<Writable, Readable, null>

export class Caller {
  /** Where the gateway takes this call's sound. */
  gatewayPort = 0
  private report: SoundReport = { received: 0, gapMs: 0, stallMs: 0, level: 0, share: 0 }

  private constructor(
    readonly number: string,
    private readonly phone: Sipp,
    private readonly sound: SoundProcess,
  ) {
    createInterface({ input: sound.stdout }).on('line', (line) => {
      this.report = JSON.parse(line) as SoundReport
    })
  }

  /** Calls and is answered by the voice menu. */
  static async call({ sip }: Trunkline, number: string): Promise<Caller> {
    const script = 'tests/chaos/sound-process.ts'
    const stdio: ['pipe', 'pipe', 'inherit'] = ['pipe', 'pipe', 'inherit']
    const sound: SoundProcess = spawn(BUN, [script, String(CUSTOMER_HZ), String(AGENT_HZ)], { cwd: ROOT, stdio })
    const [first] = (await once(sound.stdout, 'data')) as [Buffer]
    const mediaPort = Number(/port (\d+)/.exec(String(first))?.[1])
    const phone = Sipp.call({ did: SERVICE_DID, from: number, target: sip, mediaPort })
    const caller = new Caller(number, phone, sound)
    try {
      caller.gatewayPort = await phone.remotePort()
      sound.stdin.write(`start ${caller.gatewayPort}\n`)
      return caller
    } catch (fault) {
      caller.close()
      throw fault
    }
  }

  get received(): number {
    return this.report.received
  }

  press(digits: string): void {
    this.sound.stdin.write(`press ${digits}\n`)
  }

  /** Hears the menu speak, then keys: 1 into the queue, 2 to leave a message. */
  async chooses(digit: '1' | '2'): Promise<void> {
    await this.hearsMenu()
    this.press(digit)
  }

  hearsMenu(): Promise<void> {
    return this.hears('the menu', ({ received, level }) => received > 25 && level > 200)
  }

  hearsAgent(): Promise<void> {
    return this.hears('the agent', ({ share }) => share > 0.7)
  }

  hearsMusic(): Promise<void> {
    return this.hears('music', ({ level, share }) => level > 200 && share < 0.1)
  }

  /** From now on the longest gap is counted anew. */
  markGap(): void {
    this.sound.stdin.write('mark\n')
  }

  /** The longest time without a packet since the mark, and the longest that the machine kept our own process waiting. */
  async longestGap(): Promise<{ gapMs: number; stallMs: number }> {
    const before = this.report
    await until(
      () => this.report !== before,
      5000,
      () => 'the sound process does not report',
    )
    return this.report
  }

  async hangsUp(): Promise<void> {
    await this.phone.hangUp()
    await this.isHungUp()
  }

  async isHungUp(): Promise<void> {
    const code = await this.phone.done()
    if (code !== 0) throw new Error(`SIPp ended with ${code}:\n${this.phone.text.slice(-2000)}`)
  }

  close(): void {
    this.phone.stop()
    this.sound.kill('SIGKILL')
  }

  private hears(what: string, isSo: (report: SoundReport) => boolean, withinMs = 15_000): Promise<void> {
    return until(
      () => isSo(this.report),
      withinMs,
      () => `${this.number} does not hear ${what}: ${JSON.stringify(this.report)}`,
    )
  }
}
