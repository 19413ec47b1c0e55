// Calls by SIPp against the running product without seats: bun tests/load/soak.ts [minutes] [calls a second].
// Half hang up in the menu, half leave a message. Prints calls, failures, memory and open files before and after.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readEvents } from '../chaos/events-db.ts'
import { SERVICE_DID } from '../harness/customer.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'

const PCAP = '/usr/share/sip-tester/dtmf_2833_2.pcap'
const PROGRAMS = ['server', 'gateway'] as const

const sdp = `v=0
      o=sipp 1 1 IN IP4 127.0.0.1
      s=-
      c=IN IP4 127.0.0.1
      t=0 0
      m=audio [media_port] RTP/AVP 8 101
      a=rtpmap:8 PCMA/8000
      a=rtpmap:101 telephone-event/8000`

const request = (method: string, sequence: number, to: string, body = '') => `<![CDATA[
      ${method} sip:${SERVICE_DID}@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
      From: <sip:1391234[call_number]@[local_ip]:[local_port]>;tag=[pid]t[call_number]
      To: <sip:${SERVICE_DID}@[remote_ip]:[remote_port]>${to}
      Call-ID: [call_id]
      CSeq: ${sequence} ${method}
      Contact: <sip:soak@[local_ip]:[local_port]>
      Max-Forwards: 70${body === '' ? '\n      Content-Length: 0\n' : `\n      Content-Type: application/sdp\n      Content-Length: [len]\n\n      ${body}`}
  ]]>`

/** Calls, keys 2 in the menu when it leaves a message, stays a while, hangs up. */
const scenario = (leavesMessage: boolean) => `<?xml version="1.0"?>
<scenario name="soak">
  <send retrans="500">${request('INVITE', 1, '', sdp)}</send>
  <recv response="100" optional="true"/><recv response="180" optional="true"/><recv response="183" optional="true"/>
  <recv response="200" rtd="true"/>
  <send>${request('ACK', 1, '[peer_tag_param]')}</send>
  <pause distribution="uniform" min="500" max="3000"/>
  ${leavesMessage ? `<nop><action><exec play_pcap_audio="${PCAP}"/></action></nop>` : ''}
  <pause distribution="uniform" min="1000" max="12000"/>
  <send retrans="500">${request('BYE', 2, '[peer_tag_param]')}</send>
  <recv response="200"/>
</scenario>`

/** Resolves with SIPp's exit code and its last screen. */
function calls({ sip }: Trunkline, count: number, rate: number, leavesMessage: boolean): Promise<[number, string]> {
  const directory = mkdtempSync(join(tmpdir(), 'soak-'))
  const file = join(directory, 'scenario.xml')
  writeFileSync(file, scenario(leavesMessage))
  const address = ['-i', '127.0.0.1', '-mi', '127.0.0.1']
  const load = ['-m', String(count), '-r', String(rate), '-rp', '1000', '-l', '500', '-recv_timeout', '30000']
  const args = [`${sip.host}:${sip.port}`, ...address, ...load, '-sf', file, '-nostdin', '-trace_err']
  const child = spawn('sipp', args, { cwd: directory, stdio: ['ignore', 'pipe', 'ignore'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-8000)
  })
  return new Promise((resolve) => child.once('exit', (code) => resolve([code ?? 1, output])))
}

function usage(trunkline: Trunkline): string {
  const figures = PROGRAMS.map((program) => {
    const pid = trunkline.pid(program)
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
    return `${program} ${Math.round(kilobytes / 1024)} MiB ${readdirSync(`/proc/${pid}/fd`).length} files`
  })
  return figures.join(', ')
}

async function noCallsLeft(trunkline: Trunkline): Promise<void> {
  await until(
    async () => ((await (await fetch(`${trunkline.gatewayUrl}/health`)).json()) as { calls: number }).calls === 0,
    60_000,
    () => 'calls are left in the gateway',
  )
}

async function soak(minutes: number, rate: number): Promise<boolean> {
  const trunkline = await startTrunkline()
  try {
    const each = Math.round((minutes * 60 * rate) / 2)
    await calls(trunkline, 20, 10, true)
    await noCallsLeft(trunkline)
    console.log(`before: ${usage(trunkline)}`)
    const startedAt = performance.now()
    const ends = await Promise.all([true, false].map((message) => calls(trunkline, each, rate / 2, message)))
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    await noCallsLeft(trunkline)
    const failed = ends.map(([, screen]) => Number(/Failed call\s*\|\s*\d+\s*\|\s*(\d+)/.exec(screen)?.[1] ?? 0))
    console.log(`after:  ${usage(trunkline)}`)
    console.log(
      `${2 * each} calls in ${seconds} s, failed: ${failed.join(' + ')}, SIPp ended with ${ends.map(([code]) => code).join(' and ')}`,
    )
    const records = await readEvents<object>(
      trunkline.dataDir,
      'select outcome, cause, count(*) as calls from call_record group by 1, 2',
    )
    const recordings = await readEvents<object>(
      trunkline.dataDir,
      'select state, count(*) as recordings from recording group by 1',
    )
    console.log(
      JSON.stringify({
        records,
        recordings,
        disk: execFileSync('du', ['-sh', trunkline.dataDir]).toString().split('\t')[0],
      }),
    )
    console.log(
      `log: ${
        trunkline
          .output()
          .split('\n')
          .filter((line) => line.includes('"level"'))
          .slice(-5)
          .join('\n') || 'nothing'
      }`,
    )
    return ends.every(([code]) => code === 0)
  } finally {
    await trunkline.stop()
  }
}

const [minutes = 2, rate = 5] = process.argv.slice(2).map(Number)
process.exitCode = (await soak(minutes, rate)) ? 0 : 1
