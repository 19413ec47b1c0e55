// linphonec (belle-sip, mediastreamer2) as an independent SIP telephone: steered by its prompt, its sound from and to files.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import {
  SOUND_OF,
  type Telephone,
  type TelephoneCodec,
  type TelephoneEvent,
  type TelephoneOptions,
} from './telephone.ts'
import { until } from './trunkline.ts'
import { lastSecondOf, soundMs } from './wav.ts'

export type LinphoneOptions = TelephoneOptions & {
  /** Its INVITE has no SDP. */
  lateOffer?: boolean
  /** It asks for the session to be refreshed so often, seconds. */
  sessionExpires?: number
  /** Reliable provisional responses. */
  needsPrack?: boolean
}

const EVENTS: Record<TelephoneEvent, RegExp> = {
  called: /Receiving new incoming call from/,
  early: /early media\./,
  ringing: /ringing\./,
  established: /Call \d+ with .* connected\./,
  closed: /Call \d+ with .* (ended|error)/,
}

export class Linphone implements Telephone {
  private said = ''

  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
    readonly port: number,
    private readonly rate: number,
  ) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.said += chunk.toString()
      })
  }

  static async start(options: LinphoneOptions): Promise<Linphone> {
    const directory = mkdtempSync(join(tmpdir(), 'linphone-'))
    // Without a place for its database it never starts to listen.
    mkdirSync(join(directory, '.local/share/linphone'), { recursive: true })
    if (options.authority) writeFileSync(join(directory, 'ca.pem'), options.authority)
    const ports = { sip: await freePort(), rtp: await freePort() }
    writeFileSync(join(directory, 'rc'), configuration(options, directory, ports))
    const child = spawn('linphonec', ['-c', join(directory, 'rc')], {
      env: { ...process.env, HOME: directory },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const phone = new Linphone(child, directory, ports.sip, SOUND_OF[options.codec ?? 'PCMA'].rate)
    await until(
      () => isBound(ports.sip),
      10_000,
      () => `linphonec does not listen:\n${phone.output}`,
      child,
    )
    phone.type('soundcard use files')
    phone.type(`play ${options.speaks}`)
    phone.type(`record ${join(directory, 'heard.wav')}`)
    if (options.registrar) await phone.prints(/Registration on .* successful/i, 10_000)
    return phone
  }

  dial(uri: string): void {
    this.type(`call ${uri}`)
  }

  answer(): void {
    this.type('answer')
  }

  hangUp(): void {
    this.type('terminate')
  }

  hold(): void {
    this.type('pause')
  }

  resume(): void {
    this.type('resume')
  }

  press(key: string): void {
    this.type(key)
  }

  transfer(uri: string): void {
    this.type(`transfer ${uri}`)
  }

  /** Joins the far ends of its first and second call, and leaves both (REFER with Replaces). */
  joinCalls(): void {
    this.type('transfer 1 --to-call 2')
  }

  /** Resolves when this call of its own is up: the first is 1. */
  isUp(call: number): Promise<void> {
    return this.prints(new RegExp(`Call ${call} with .* connected\\.`), 15_000)
  }

  hasSaid(event: TelephoneEvent | { digit: string }, withinMs = 15_000): Promise<void> {
    return this.prints(
      typeof event === 'string' ? EVENTS[event] : new RegExp(`Receiving tone ${event.digit} from`),
      withinMs,
    )
  }

  lastSecond(): { hz: number; share: number; level: number } {
    return lastSecondOf(this.recording(), this.heardForm)
  }

  heardMs(): number {
    return soundMs(this.recording(), this.heardForm)
  }

  get output(): string {
    return this.said.slice(-3000)
  }

  async close(): Promise<void> {
    if (this.child.exitCode === null) {
      const ended = new Promise((resolve) => this.child.once('exit', resolve))
      this.child.kill('SIGKILL')
      await ended
    }
    rmSync(this.directory, { recursive: true, force: true })
  }

  /** It writes one channel, of stereo codecs too. */
  private get heardForm(): { rate: number; channels: number } {
    return { rate: this.rate, channels: 1 }
  }

  private recording(): Buffer | null {
    const path = join(this.directory, 'heard.wav')
    return existsSync(path) ? readFileSync(path) : null
  }

  private type(line: string): void {
    this.child.stdin?.write(`${line}\n`)
  }

  private prints(like: RegExp, withinMs: number): Promise<void> {
    return until(
      () => like.test(this.said),
      withinMs,
      () => `linphonec did not print ${like}:\n${this.output}`,
      this.child,
    )
  }
}

function isBound(port: number): boolean {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  return ['udp', 'udp6', 'tcp', 'tcp6'].some((table) =>
    new RegExp(`^ *\\d+: [0-9A-F]+:${hex} `, 'm').test(readFileSync(`/proc/net/${table}`, 'utf8')),
  )
}

const CODECS: TelephoneCodec[] = ['PCMA', 'PCMU', 'G722', 'opus']

function configuration(options: LinphoneOptions, directory: string, ports: { sip: number; rtp: number }): string {
  const { user, transport = 'udp', address = '127.0.0.1', codec = 'PCMA' } = options
  const host = address === '::1' ? '[::1]' : address
  const port = (of: string) => (of === transport ? ports.sip : 0)
  const codecs = CODECS.map((name, index) => {
    // G.722 says 8000 for its 16 kHz (RFC 3551 §4.5.2).
    const rate = name === 'G722' ? 8000 : SOUND_OF[name].rate
    const enabled = Number(name === codec)
    return `[audio_codec_${index}]\nmime=${name}\nrate=${rate}\nchannels=${SOUND_OF[name].channels}\nenabled=${enabled}\n`
  })
  return `[sip]
sip_port=${port('udp')}
sip_tcp_port=${port('tcp')}
sip_tls_port=${port('tls')}
contact=sip:${user}@${host}
guess_hostname=0
ipv6_migration_done=1
use_ipv6=${Number(address === '::1')}
register_only_when_network_is_up=0
root_ca=${options.authority ? `${directory}/ca.pem` : ''}
media_encryption=${options.srtp ? 'srtp' : 'none'}
media_encryption_mandatory=${Number(options.srtp === true)}
sdp_200_ack=${Number(options.lateOffer === true)}
session_expires_enabled=${Number(options.sessionExpires !== undefined)}
session_expires_value=${options.sessionExpires ?? 1800}
${options.needsPrack ? '100rel_support_level=2' : ''}
[net]
nat_policy_ref=none
[rtp]
audio_rtp_port=${ports.rtp}
[sound]
echocancellation=0
remote_ring=
${codecs.join('')}`
}
