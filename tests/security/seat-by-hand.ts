// A seat in a process of its own, told to attack from its own address; what it reports.
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { BUN, ROOT } from '../chaos/bun.ts'
import type { Api } from '../harness/api.ts'
import { until } from '../harness/trunkline.ts'
import type { SrtpAttack } from './attack.ts'
import type { SeatReport } from './seat-process.ts'

const READY_MS = 20_000

export class SeatByHand {
  report: SeatReport = { sent: 0, heard: 0, foreign: 0, attacked: 0, level: false, stallMs: 0 }
  /** The gateway's port that this seat's sound goes to. */
  gatewayPort = 0

  private constructor(private readonly child: ChildProcessByStdio<Writable, Readable, null>) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const ready = /^ready (\d+)$/.exec(line)
      if (ready) this.gatewayPort = Number(ready[1])
      else if (line.startsWith('{')) this.report = JSON.parse(line) as SeatReport
    })
  }

  /** Signed in and up. */
  static async start({ url, cookie }: Api): Promise<SeatByHand> {
    const stdio: ['pipe', 'pipe', 'inherit'] = ['pipe', 'pipe', 'inherit']
    const seat = new SeatByHand(spawn(BUN, ['tests/security/seat-process.ts', url, cookie], { cwd: ROOT, stdio }))
    try {
      await until(
        () => seat.gatewayPort > 0,
        READY_MS,
        () => 'the seat did not come up',
      )
      return seat
    } catch (fault) {
      seat.stop()
      throw fault
    }
  }

  /** From now on the longest stall of its process is counted anew. */
  markStall(): void {
    this.child.stdin.write('mark\n')
  }

  /** So long 500 a second; resolves with how many there were. */
  async attacks(kind: SrtpAttack, seconds: number): Promise<number> {
    const before = this.report.attacked
    const wanted = seconds * 500
    this.child.stdin.write(`attack ${kind} ${seconds}\n`)
    await until(
      () => this.report.attacked - before >= wanted,
      seconds * 4000 + 5000,
      () => `only ${this.report.attacked - before} of ${wanted} were sent`,
    )
    return wanted
  }

  /** Hears the customer's tone in what comes from now on. */
  async hearsParty(frames = 50): Promise<void> {
    const from = this.report.heard
    await until(
      () => this.report.heard >= from + frames && this.report.level,
      15_000,
      () => `the seat does not hear the customer: ${JSON.stringify(this.report)}`,
    )
  }

  stop(): void {
    this.child.kill('SIGKILL')
  }
}
