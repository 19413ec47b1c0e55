// The customers of the soak, by SIPp: they hang up in the menu, leave a message, talk with an agent, or wait all the time.
import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toneALaw } from '../../harness/tone.ts'

export const SERVICE = '4008008888'
export const CARE = '4008009999'
const RATE = 8000
/** Whole periods of 440 Hz in two seconds: the loop has no click. */
const TONE = toneALaw(440, 0, 2 * RATE)
const keys = (digit: 1 | 2): string => `/usr/share/sip-tester/dtmf_2833_${digit}.pcap`

export type Kind = 'menu' | 'message' | 'service' | 'held'
export type Outcome = { kind: Kind; offered: number; failed: number; code: number }
export type Load = { count: number; perSecond: number; holdMs: number }

const STAYS: Record<Exclude<Kind, 'held'>, [min: number, max: number]> = {
  menu: [500, 6000],
  message: [6000, 15_000],
  service: [6000, 15_000],
}

const sdp = `v=0
      o=sipp 1 1 IN IP4 127.0.0.1
      s=-
      c=IN IP4 127.0.0.1
      t=0 0
      m=audio [rtpstream_audio_port] RTP/AVP 8 101
      a=rtpmap:8 PCMA/8000
      a=rtpmap:101 telephone-event/8000`

const request = (method: string, sequence: number, did: string, to: string, body = '') => `<![CDATA[
      ${method} sip:${did}@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
      From: <sip:1391234[call_number]@[local_ip]:[local_port]>;tag=[pid]t[call_number]
      To: <sip:${did}@[remote_ip]:[remote_port]>${to}
      Call-ID: [call_id]
      CSeq: ${sequence} ${method}
      Contact: <sip:soak@[local_ip]:[local_port]>
      Max-Forwards: 70${body === '' ? '\n      Content-Length: 0\n' : `\n      Content-Type: application/sdp\n      Content-Length: [len]\n\n      ${body}`}
  ]]>`

/** The key comes from SIPp's other port, before the sound: the address of the SDP takes the latch over (L3). */
function steps(kind: Kind, holdMs: number): string {
  if (kind === 'menu') return stays(STAYS.menu)
  const [digit, stay] = kind === 'message' ? [2 as const, stays(STAYS.message)] : [1 as const, stayOf(kind, holdMs)]
  return `<pause distribution="uniform" min="500" max="2000"/>
  <nop><action><exec play_pcap_audio="${keys(digit)}"/></action></nop><pause milliseconds="400"/>
  <nop><action><exec rtp_stream="tone.alaw,-1,8"/></action></nop>${stay}`
}

const stays = ([min, max]: [number, number]): string => `<pause distribution="uniform" min="${min}" max="${max}"/>`
const stayOf = (kind: 'service' | 'held', holdMs: number): string =>
  kind === 'held' ? `<pause milliseconds="${holdMs}"/>` : stays(STAYS.service)

function scenario(kind: Kind, holdMs: number): string {
  const did = kind === 'held' ? CARE : SERVICE
  return `<?xml version="1.0"?>
<scenario name="soak-${kind}">
  <send retrans="500">${request('INVITE', 1, did, '', sdp)}</send>
  <recv response="100" optional="true"/><recv response="180" optional="true"/><recv response="183" optional="true"/>
  <recv response="200" rtd="true"/>
  <send>${request('ACK', 1, did, '[peer_tag_param]')}</send>
  ${steps(kind, holdMs)}
  <send retrans="500">${request('BYE', 2, did, '[peer_tag_param]')}</send>
  <recv response="200"/>
</scenario>`
}

/** So many calls of one kind; resolves when SIPp has made them all. A call that we end is failed. */
export function makeCalls(sip: { host: string; port: number }, kind: Kind, load: Load): Promise<Outcome> {
  const directory = mkdtempSync(join(tmpdir(), `soak-${kind}-`))
  writeFileSync(join(directory, 'scenario.xml'), scenario(kind, load.holdMs))
  writeFileSync(join(directory, 'tone.alaw'), TONE)
  const address = ['-i', '127.0.0.1', '-mi', '127.0.0.1']
  const [calls, period] = [Math.max(1, Math.round(load.perSecond * 100)), 100_000]
  const pace = ['-m', String(load.count), '-r', String(calls), '-rp', String(period), '-l', '500']
  const args = [`${sip.host}:${sip.port}`, ...address, ...pace, '-recv_timeout', '30000', '-sf', 'scenario.xml']
  const child = spawn('sipp', [...args, '-nostdin', '-trace_err'], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let screen = ''
  child.stdout.on('data', (chunk: Buffer) => {
    screen = (screen + chunk.toString()).slice(-8000)
  })
  const cumulative = (name: string): number =>
    Number(new RegExp(`${name}\\s*\\|\\s*\\d+\\s*\\|\\s*(\\d+)`).exec(screen)?.[1])
  return new Promise((resolve) =>
    child.once('exit', (code) =>
      resolve({
        kind,
        offered: cumulative('Outgoing calls created'),
        failed: cumulative('Failed call'),
        code: code ?? 1,
      }),
    ),
  )
}
