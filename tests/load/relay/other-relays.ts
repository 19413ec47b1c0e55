// The relays that ours is measured beside: rtpengine (C, user space only) and what one writes first with werift.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from '../../harness/free-port.ts'
import { NgClient } from './ng-client.ts'
import { portIn, type Relay } from './relay.ts'

export const RTPENGINE = '/usr/bin/rtpengine'

const trunkSdp = (port: number, ssrc: number): string =>
  [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/AVP 8`,
    'a=rtpmap:8 PCMA/8000',
    'a=ptime:20',
    `a=ssrc:${ssrc} cname:trunk`,
    'a=sendrecv',
    '',
  ].join('\r\n')

/** Or the browser would be answered what needs no transcoding. */
const withoutPcma = (offer: string): string =>
  offer.replace(/^(m=audio .*) 8\b/m, '$1').replace(/^a=(rtpmap|rtcp-fb|fmtp):8 .*\r\n/gm, '')

export async function startRtpengine(codec: 'PCMA' | 'opus'): Promise<Relay> {
  const control = await freePort()
  const options = ['--config-file=none', '--foreground', '--log-stderr', '--log-level=3', '--table=-1']
  const network = ['--interface=127.0.0.1', `--listen-ng=127.0.0.1:${control}`, '--port-min=60000', '--port-max=64999']
  const child = spawn(RTPENGINE, [...options, ...network, '--delete-delay=0', '--timeout=3600'], { stdio: 'ignore' })
  const ng = new NgClient(control)
  for (let attempt = 0; attempt < 10; attempt++) if (await ng.call({ command: 'ping' }).catch(() => null)) break
  return {
    name: codec === 'opus' ? 'rtpengine, Opus seats' : 'rtpengine',
    codec,
    pid: child.pid ?? 0,
    async join(call, offer, trunkPort) {
      const ids = { 'call-id': `bench-${call}`, 'from-tag': `b${call}` }
      const both = { ...ids, SDES: ['off'], flags: ['trust-address'], replace: ['origin'] }
      const plain = { ICE: 'remove', 'transport-protocol': 'RTP/AVP', 'rtcp-mux': ['demux'] }
      const transcoding = codec === 'opus' ? { codec: { transcode: ['PCMA'], mask: ['opus'] } } : {}
      const offered = await ng.call({
        command: 'offer',
        ...both,
        ...plain,
        ...transcoding,
        sdp: codec === 'opus' ? withoutPcma(offer) : offer,
      })
      const sdp = trunkSdp(trunkPort, 0x10000000 + call)
      const answered = await ng.call({ command: 'answer', ...both, 'to-tag': `t${call}`, sdp })
      // werift refuses the short form of a=rtcp, which RFC 3605 allows.
      const answer = String(answered.sdp).replace(/^a=rtcp:\d+\r\n/gm, '')
      return { answer, port: portIn(String(offered.sdp)) }
    },
    async ready() {},
    async stop() {
      ng.close()
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

export async function startNaive(): Promise<Relay> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'naive-relay.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const waiting = new Map<number, (reply: { answer: string; port: number }) => void>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { call, answer, port } = JSON.parse(line) as { call: number; answer: string; port: number }
    waiting.get(call)?.({ answer, port })
  })
  return {
    name: 'naive werift relay',
    codec: 'PCMA',
    pid: child.pid ?? 0,
    join(call, offer, trunkPort) {
      child.stdin.write(`${JSON.stringify({ call, offer, trunkPort })}\n`)
      return new Promise((resolve) => waiting.set(call, resolve))
    },
    async ready() {},
    async stop() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
