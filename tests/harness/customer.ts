// A customer with a telephone: SIPp for the signalling, an RTP peer for the sound.
import { RtpPeer } from './rtp-peer.ts'
import { type CallerOptions, Sipp } from './sipp.ts'
import { type Trunkline, until } from './trunkline.ts'

export const SERVICE_DID = '4008008888'

export type CustomerOptions = Partial<Omit<CallerOptions, 'mediaPort'>> & { hz?: number }

export class Customer {
  private constructor(
    readonly from: string,
    readonly phone: Sipp,
    readonly sound: RtpPeer,
    /** The gateway's RTP port of this call. */
    readonly remotePort: number,
  ) {}

  /** Calls and is answered by the voice menu. */
  static async call(
    { sip }: Trunkline,
    { hz = 440, from = '13800138000', ...options }: CustomerOptions = {},
  ): Promise<Customer> {
    const sound = await RtpPeer.open(hz, options.sound)
    const phone = Sipp.call({ did: SERVICE_DID, target: sip, ...options, from, mediaPort: sound.port })
    try {
      const remotePort = await phone.remotePort()
      sound.start(remotePort)
      return new Customer(from, phone, sound, remotePort)
    } catch (fault) {
      phone.stop()
      sound.close()
      throw fault
    }
  }

  /** Hears the menu speak, then keys 1: into the queue. */
  async choosesService(): Promise<void> {
    await until(
      () => this.sound.received > 25 && this.sound.heard(400).level > 200,
      10_000,
      () => `the menu was not heard: ${this.sound.received} packets, ${JSON.stringify(this.sound.heard(400))}`,
    )
    this.sound.press('1')
  }

  /** Something else than the agent's tone: the music on hold. */
  async hearsMusic(agentHz: number): Promise<void> {
    await until(
      () => {
        const { hz, level } = this.sound.heard(600)
        return level > 200 && Math.abs(hz - agentHz) > 50
      },
      10_000,
      () => `no music was heard: ${JSON.stringify(this.sound.heard(600))}`,
    )
  }

  /** Resolves once SIPp has gone through its whole scenario; rejects when it did not. */
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
    this.sound.close()
  }
}
