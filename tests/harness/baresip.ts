// baresip as an independent SIP telephone: one call, steered by its own ctrl_tcp.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { SOUND_OF, type Telephone, type TelephoneEvent, type TelephoneOptions } from './telephone.ts'
import { until } from './trunkline.ts'
import { lastSecondOf, soundMs } from './wav.ts'

const MODULES = '/usr/lib/baresip/modules'
const EVENTS: Record<TelephoneEvent, string> = {
  called: 'CALL_INCOMING',
  early: 'CALL_PROGRESS',
  ringing: 'CALL_RINGING',
  established: 'CALL_ESTABLISHED',
  closed: 'CALL_CLOSED',
}

export class Baresip implements Telephone {
  private said = ''
  private control: Socket | null = null
  private readonly listen = (chunk: Buffer): void => {
    this.said += chunk.toString()
  }

  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
    readonly port: number,
    private readonly sound: { rate: number; channels: number },
  ) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', this.listen)
  }

  static async start(options: TelephoneOptions): Promise<Baresip> {
    const directory = mkdtempSync(join(tmpdir(), 'baresip-'))
    const [sip, control] = [await freePort(), await freePort()]
    if (options.authority) writeFileSync(join(directory, 'ca.pem'), options.authority)
    const { certificate, key } = options.identity ?? {}
    if (certificate) writeFileSync(join(directory, 'own.pem'), `${key}${certificate}`)
    writeFileSync(join(directory, 'config'), `${configuration(options, directory, { sip, control }).join('\n')}\n`)
    writeFileSync(join(directory, 'accounts'), `${account(options, sip)}\n`)
    writeFileSync(join(directory, 'contacts'), '')
    const child = spawn('baresip', ['-f', directory], { stdio: ['ignore', 'pipe', 'pipe'] })
    const phone = new Baresip(child, directory, sip, SOUND_OF[options.codec ?? 'PCMA'])
    await until(
      () => phone.isControlledAt(control),
      10_000,
      () => `baresip does not listen:\n${phone.output}`,
      child,
    )
    if (options.registrar) await phone.prints(/200 OK/, 15_000)
    return phone
  }

  /** A command of its menu, e.g. dial sip:100@host. */
  private command(command: string, params = ''): void {
    const json = JSON.stringify({ command, params })
    this.control?.write(`${Buffer.byteLength(json)}:${json},`)
  }

  dial(uri: string): void {
    this.command('dial', uri)
  }

  answer(): void {
    this.command('accept')
  }

  hangUp(): void {
    this.command('hangup')
  }

  hold(): void {
    this.command('hold')
  }

  resume(): void {
    this.command('resume')
  }

  press(key: string): void {
    this.command('sndcode', key)
  }

  /** Resolves when its re-INVITE has been answered. */
  async refresh(): Promise<void> {
    const before = this.said.length
    this.command('reinvite')
    await until(
      () => this.said.slice(before).includes('CALL_REMOTE_SDP'),
      10_000,
      () => `its re-INVITE was not answered:\n${this.output}`,
    )
  }

  /** Resolves when its OPTIONS has been answered with 200. */
  async ask(uri: string): Promise<void> {
    const before = this.said.length
    this.command('options', uri)
    await until(
      () => /200 OK/.test(this.said.slice(before)),
      10_000,
      () => `its OPTIONS was not answered:\n${this.output}`,
    )
  }

  transfer(uri: string): void {
    this.command('transfer', uri)
  }

  hasSaid(event: TelephoneEvent | { digit: string }, withinMs = 15_000): Promise<void> {
    if (typeof event === 'string') return this.prints(new RegExp(EVENTS[event]), withinMs)
    return this.prints(new RegExp(`CALL_DTMF_START[^{}]*"param":"${event.digit}"`), withinMs)
  }

  private isControlledAt(port: number): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('error', () => resolve(false))
      socket.once('connect', () => {
        socket.on('data', this.listen)
        this.control = socket
        resolve(true)
      })
    })
  }

  private prints(like: RegExp, withinMs: number): Promise<void> {
    return until(
      () => like.test(this.said),
      withinMs,
      () => `baresip did not say ${like}:\n${this.output}`,
    )
  }

  get output(): string {
    return this.said.slice(-3000)
  }

  lastSecond(): { hz: number; share: number; level: number } {
    return lastSecondOf(this.recording(), this.sound)
  }

  heardMs(): number {
    return soundMs(this.recording(), this.sound)
  }

  async close(): Promise<void> {
    this.control?.destroy()
    if (this.child.exitCode === null) {
      const ended = new Promise((resolve) => this.child.once('exit', resolve))
      this.child.kill('SIGKILL')
      await ended
    }
    rmSync(this.directory, { recursive: true, force: true })
  }

  /** It begins another file with every change of its session. */
  private recording(): Buffer | null {
    const files = readdirSync(this.directory).filter((file) => file.endsWith('-dec.wav'))
    const paths = files.map((file) => join(this.directory, file))
    const newest = paths.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0]
    return newest === undefined ? null : readFileSync(newest)
  }
}

function configuration(
  options: TelephoneOptions,
  directory: string,
  ports: { sip: number; control: number },
): string[] {
  const { codec = 'PCMA', address = '127.0.0.1' } = options
  const host = address === '::1' ? '[::1]' : address
  const modules = ['g711', 'g722', 'opus', 'srtp', 'aufile', 'sndfile']
  return [
    ...(options.authority ? [`sip_cafile ${directory}/ca.pem`] : []),
    ...(options.identity ? [`sip_certificate ${directory}/own.pem`] : []),
    `sip_listen ${host}:${ports.sip}`,
    `net_interface ${address}`,
    `audio_source aufile,${options.speaks}`,
    'audio_player aufile,/dev/null',
    'audio_alert aufile,/dev/null',
    `audio_srate ${SOUND_OF[codec].rate}`,
    `audio_channels ${SOUND_OF[codec].channels}`,
    'ausrc_format s16',
    `snd_path ${directory}`,
    `ctrl_tcp_listen 127.0.0.1:${ports.control}`,
    `module_path ${MODULES}`,
    ...modules.map((name) => `module ${name}.so`),
    ...['account', 'ctrl_tcp', 'menu'].map((name) => `module_app ${name}.so`),
  ]
}

function account(options: TelephoneOptions, port: number): string {
  const { user, transport = 'udp', address = '127.0.0.1', codec = 'PCMA', registrar } = options
  const host = address === '::1' ? '[::1]' : address
  const via = transport === 'udp' ? '' : `;transport=${transport}`
  const params = [
    `audio_codecs=${codec === 'opus' ? 'opus/48000/2' : codec.toLowerCase()}`,
    ...(options.srtp ? ['mediaenc=srtp-mand'] : []),
    ...(registrar ? ['regint=60', `auth_user=${user}`, `auth_pass=${registrar.password}`] : ['regint=0']),
  ]
  return `<sip:${user}@${host}:${registrar?.port ?? port}${via}>;${params.join(';')}`
}
