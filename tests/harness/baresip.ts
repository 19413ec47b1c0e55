// baresip as an independent SIP telephone: one call, steered by its own ctrl_tcp.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { until } from './trunkline.ts'

/** By TLS the server's certificate is checked against this authority (PEM). */
type Way = { transport: 'udp' | 'tcp' | 'tls'; authority?: string }

const MODULES = '/usr/lib/baresip/modules'

export class Baresip {
  private output = ''

  private constructor(
    private readonly child: ChildProcess,
    private readonly control: Socket,
    readonly directory: string,
  ) {}

  /** A telephone that speaks this WAV and writes what it hears into its directory. */
  static async start(user: string, speaks: string, way: Way = { transport: 'udp' }): Promise<Baresip> {
    const directory = mkdtempSync(join(tmpdir(), 'baresip-'))
    const [sip, control] = [await freePort(), await freePort()]
    if (way.authority) writeFileSync(join(directory, 'ca.pem'), way.authority)
    const lines = [
      ...(way.authority ? [`sip_cafile ${directory}/ca.pem`] : []),
      `sip_listen 127.0.0.1:${sip}`,
      'net_interface 127.0.0.1',
      `audio_source aufile,${speaks}`,
      'audio_player aufile,/dev/null',
      'audio_alert aufile,/dev/null',
      'audio_srate 8000',
      'audio_channels 1',
      'ausrc_format s16',
      `snd_path ${directory}`,
      `ctrl_tcp_listen 127.0.0.1:${control}`,
      `module_path ${MODULES}`,
      ...['g711', 'aufile', 'sndfile'].map((name) => `module ${name}.so`),
      ...['account', 'ctrl_tcp', 'menu'].map((name) => `module_app ${name}.so`),
    ]
    writeFileSync(join(directory, 'config'), `${lines.join('\n')}\n`)
    const via = way.transport === 'udp' ? '' : `;transport=${way.transport}`
    writeFileSync(join(directory, 'accounts'), `<sip:${user}@127.0.0.1:${sip}${via}>;regint=0;audio_codecs=pcma\n`)
    writeFileSync(join(directory, 'contacts'), '')
    const child = spawn('baresip', ['-f', directory], { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString()
      })
    let socket: Socket | null = null
    await until(
      async () => {
        socket = await opened(control)
        return socket !== null
      },
      10_000,
      () => `baresip does not listen:\n${output}`,
      child,
    )
    const phone = new Baresip(child, socket as unknown as Socket, directory)
    phone.control.on('data', (chunk: Buffer) => {
      phone.output += chunk.toString()
    })
    return phone
  }

  /** A command of its menu, e.g. dial sip:100@host. */
  command(command: string, params = ''): void {
    const json = JSON.stringify({ command, params })
    this.control.write(`${Buffer.byteLength(json)}:${json},`)
  }

  async hasSaid(event: string, withinMs = 15_000): Promise<void> {
    await until(
      () => this.output.includes(event),
      withinMs,
      () => `baresip did not say ${event}:\n${this.output.slice(-3000)}`,
    )
  }

  /** What it has heard so far, a WAV that grows; null before the first sound. */
  heard(): Buffer | null {
    const name = readdirSync(this.directory).find((file) => file.endsWith('-dec.wav'))
    return name && existsSync(join(this.directory, name)) ? readFileSync(join(this.directory, name)) : null
  }

  async close(): Promise<void> {
    this.control.destroy()
    if (this.child.exitCode === null) {
      const ended = new Promise((resolve) => this.child.once('exit', resolve))
      this.child.kill('SIGKILL')
      await ended
    }
    rmSync(this.directory, { recursive: true, force: true })
  }
}

function opened(port: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(socket))
    socket.once('error', () => resolve(null))
  })
}
