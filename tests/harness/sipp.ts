// SIPp as an independent SIP peer, run by scenarios written here.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type LaterSteps, laterSteps } from './sipp-later.ts'
import { until } from './trunkline.ts'

export type CallerOptions = {
  target: { host: string; port: number }
  did: string
  from?: string
  /** Where our RTP peer listens; SIPp itself sends no sound then. */
  mediaPort: number
  /** Display name in From, e.g. hostile text; quotes are escaped here. */
  name?: string
  /** More header lines of the INVITE. */
  headers?: string[]
  /** Where SIPp sends from; the default trunk knows 127.0.0.1 only. */
  source?: string
  transport?: 'udp' | 'tcp'
  /** What its SDP offers. */
  sound?: SippSound
  /** Steps between the ACK and the end: SIPp's own sound. */
  actions?: string
  /** What the caller does with the call when told to (ask), before its end. */
  later?: LaterSteps
}

export type SippSound = { codec?: 'PCMA' | 'PCMU'; events?: boolean; address?: '127.0.0.1' | '::1' }

function sdp(port: string, { codec = 'PCMA', events = true, address = '127.0.0.1' }: SippSound = {}): string {
  const net = `IN ${address === '::1' ? 'IP6' : 'IP4'} ${address}`
  const type = codec === 'PCMA' ? 8 : 0
  const event = '\n      a=rtpmap:101 telephone-event/8000\n      a=fmtp:101 0-15'
  return `v=0
      o=sipp 1 1 ${net}
      s=-
      c=${net}
      t=0 0
      m=audio ${port} RTP/AVP ${type}${events ? ' 101' : ''}
      a=rtpmap:${type} ${codec}/8000${events ? event : ''}
      a=ptime:20`
}

type Party = { from: string; name: string; did: string }
const HEADERS = (method: string, cseq: number, { from, name, did }: Party, toTag: boolean) => `
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: "${name}" <sip:${from}@[local_ip]:[local_port]>;tag=[pid]t[call_number]
      To: <sip:${did}@[remote_ip]:[remote_port]>${toTag ? '[peer_tag_param]' : ''}
      Call-ID: [call_id]
      CSeq: ${cseq} ${method}
      Contact: <sip:${from}@[local_ip]:[local_port]>
      Max-Forwards: 70`

const OK = `<send><![CDATA[
      SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:]
      [last_Call-ID:]
      [last_CSeq:]
      Content-Length: 0
  ]]></send>`

/** Talks until the other side's BYE, or until a NOTIFY of ours (hangUp) asks it to send its own. */
function callerScenario({ did, mediaPort, actions = '', headers = [], later, ...options }: CallerOptions): string {
  const media = mediaPort === 0 ? '[media_port]' : String(mediaPort)
  const party = {
    did,
    from: options.from ?? '13800138000',
    name: (options.name ?? 'Test caller').replace(/["\\]/g, '\\$&'),
  }
  const onwards = later
    ? laterSteps(
        later,
        (method, cseq) => HEADERS(method, cseq, party, true),
        (port) => sdp(port),
      )
    : ''
  const extra = headers.map((line) => `\n      ${line}`).join('')
  return `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="caller">
  <send retrans="500"><![CDATA[
      INVITE sip:${did}@[remote_ip]:[remote_port] SIP/2.0${HEADERS('INVITE', 1, party, false)}${extra}
      Content-Type: application/sdp
      Content-Length: [len]

      ${sdp(media, options.sound)}
  ]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>
  <recv response="200" rrs="true"><action>
    <ereg regexp="m=audio ([0-9]+)" search_in="body" assign_to="whole,port"/>
    <log message="remote-port [$port]"/>
    <log message="dialog [local_ip] [local_port] [call_id]"/>
  </action></recv>
  <Reference variables="whole"/>
  <send><![CDATA[
      ACK [next_url] SIP/2.0${HEADERS('ACK', 1, party, true)}
      Content-Length: 0
  ]]></send>
  ${actions}${onwards}
  <recv request="NOTIFY" optional="true" next="1"/>
  <recv request="BYE" timeout="180000"/>
  ${OK.replace('<send>', '<send next="2">')}
  <label id="1"/>
  <send retrans="500"><![CDATA[
      BYE [next_url] SIP/2.0${HEADERS('BYE', 9, party, true)}
      Content-Length: 0
  ]]></send>
  <recv response="200"/>
  <label id="2"/>
</scenario>`
}

export class Sipp {
  private output = ''

  private constructor(
    private readonly child: ChildProcess,
    private readonly logPath: string,
    private readonly messagesPath: string,
    readonly localPort: number | null,
  ) {
    child.stdout?.on('data', (chunk: Buffer) => {
      this.output += chunk.toString()
    })
    child.stderr?.on('data', (chunk: Buffer) => {
      this.output += chunk.toString()
    })
  }

  static call(options: CallerOptions): Sipp {
    const { target, source = '127.0.0.1', transport = 'udp' } = options
    const way = ['-i', source, '-t', transport === 'tcp' ? 't1' : 'u1']
    const args = [`${target.host}:${target.port}`, ...way, '-m', '1']
    return Sipp.run(callerScenario(options), args, null)
  }

  /** Waits for a call; the scenario says what it answers. */
  static answer(scenario: string, port: number): Sipp {
    return Sipp.run(scenario, ['-i', '127.0.0.1', '-p', String(port), '-m', '1'], port)
  }

  static run(scenario: string, args: string[], port: number | null): Sipp {
    const directory = mkdtempSync(join(tmpdir(), 'sipp-'))
    const file = join(directory, 'scenario.xml')
    const log = join(directory, 'log')
    const messages = join(directory, 'messages')
    writeFileSync(file, scenario)
    const child = spawn(
      'sipp',
      [
        ...args,
        '-sf',
        file,
        '-trace_logs',
        '-log_file',
        log,
        '-trace_msg',
        '-message_file',
        messages,
        '-nostdin',
        '-timeout',
        '200',
      ],
      {
        cwd: directory,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    return new Sipp(child, log, messages, port)
  }

  /** The RTP port that the other side's SDP named in its 200. */
  async remotePort(withinMs = 10_000): Promise<number> {
    let port = 0
    await until(
      () => {
        const text = existsSync(this.logPath) ? readFileSync(this.logPath, 'utf8') : ''
        port = Number(/remote-port\s+(\d+)/.exec(text)?.[1] ?? 0)
        return port > 0
      },
      withinMs,
      () => `SIPp got no answer:\n${this.output.slice(-2000)}`,
    )
    return port
  }

  /** The scenario has come to where it logs this. */
  async hasLogged(text: string, withinMs = 15_000): Promise<void> {
    await until(
      () => existsSync(this.logPath) && readFileSync(this.logPath, 'utf8').includes(text),
      withinMs,
      () => `SIPp has not logged ${text}:\n${this.output.slice(-2000)}`,
    )
  }

  /** How many requests of this method came to it. */
  requests(method: string): number {
    const text = existsSync(this.messagesPath) ? readFileSync(this.messagesPath, 'utf8') : ''
    return [...text.matchAll(new RegExp(`message received \\[\\d+\\] bytes\\s*:\\s+${method} `, 'g'))].length
  }

  /** Every message that came to it. */
  get received(): string[] {
    const text = existsSync(this.messagesPath) ? readFileSync(this.messagesPath, 'utf8') : ''
    return [...text.matchAll(/message received \[\d+\] bytes\s*:\s+([\s\S]*?)(?=\n-{10,}|$)/g)].map(
      (found) => found[1] ?? '',
    )
  }

  /** A waiting SIPp has bound its port. */
  async isListening(): Promise<void> {
    const hex = (this.localPort ?? 0).toString(16).toUpperCase().padStart(4, '0')
    await until(
      () => new RegExp(`:${hex} 0{8}:0{4}`).test(readFileSync('/proc/net/udp', 'utf8')),
      15_000,
      () => `SIPp does not listen:\n${this.output.slice(-2000)}`,
    )
  }

  /** The caller hangs up: SIPp sends BYE. */
  hangUp(): Promise<void> {
    return this.goesOn()
  }

  /** SIPp takes the scenario's next step that waits to be told. */
  async goesOn(): Promise<void> {
    const [, host, port, callId] = /dialog\s+(\S+)\s+(\d+)\s+(\S+)/.exec(readFileSync(this.logPath, 'utf8')) ?? []
    const socket = createSocket('udp4')
    const ask = `NOTIFY sip:caller@127.0.0.1:${port} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK${randomUUID()}\r\nFrom: <sip:test@127.0.0.1>;tag=x\r\nTo: <sip:caller@127.0.0.1>\r\nCall-ID: ${callId}\r\nCSeq: 9 NOTIFY\r\nContent-Length: 0\r\n\r\n`
    await new Promise<void>((resolve) => socket.send(ask, Number(port), host, () => socket.close(() => resolve())))
  }

  /** Resolves with SIPp's exit code: 0 = every call went as the scenario says. */
  async done(): Promise<number> {
    if (this.child.exitCode !== null) return this.child.exitCode
    return new Promise((resolve) => this.child.once('exit', (code) => resolve(code ?? 1)))
  }

  /** What SIPp printed, for messages. */
  get text(): string {
    return this.output
  }

  stop(): void {
    if (this.child.exitCode === null) this.child.kill('SIGKILL')
  }
}

/** Scenarios for a called party. */
export const CALLED = {
  answers: (mediaPort: number, sound: SippSound = {}) => `<?xml version="1.0"?><scenario name="called">
  <recv request="INVITE"><action>
    <ereg regexp="m=audio ([0-9]+)" search_in="body" assign_to="whole,port"/><log message="remote-port [$port]"/>
  </action></recv><Reference variables="whole"/>
  ${reply('180 Ringing')}<pause milliseconds="600"/>
  <send retrans="500"><![CDATA[
      SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:];tag=[pid]u[call_number]
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:called@[local_ip]:[local_port]>
      Content-Type: application/sdp
      Content-Length: [len]

      ${sdp(String(mediaPort), sound)}
  ]]></send><recv request="ACK"/>
  <recv request="BYE" timeout="60000"/>
  ${OK}</scenario>`,
  refuses: (status: string) => `<?xml version="1.0"?><scenario name="refuses">
  <recv request="INVITE"/>${reply('180 Ringing')}<pause milliseconds="200"/>${reply(status)}<recv request="ACK"/></scenario>`,
  rings: () => `<?xml version="1.0"?><scenario name="rings"><recv request="INVITE"><action>
    <ereg regexp="[0-9]+" search_in="hdr" header="CSeq:" assign_to="cseq"/></action></recv>${reply('180 Ringing')}
  <recv request="CANCEL" timeout="120000"/>${reply('200 OK')}
  ${reply('487 Request Terminated').replace('[last_CSeq:]', 'CSeq: [$cseq] INVITE')}<recv request="ACK"/></scenario>`,
}

function reply(status: string): string {
  return `<send><![CDATA[
      SIP/2.0 ${status}
      [last_Via:]
      [last_From:]
      [last_To:];tag=[pid]u[call_number]
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:called@[local_ip]:[local_port]>
      Content-Length: 0
  ]]></send>`
}
