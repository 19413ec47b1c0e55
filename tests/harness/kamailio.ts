// Kamailio as a trunk of ours: a registrar that asks for digests, and a proxy in the path of the calls; UDP, TCP and TLS.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { until } from './trunkline.ts'

const MODULES = ['tm', 'sl', 'rr', 'pv', 'maxfwd', 'textops', 'siputils', 'usrloc', 'registrar', 'auth', 'tls']
export const REALM = 'trunk.example'
export const PASSWORD = 'correct-horse'

type Ports = Record<'udp' | 'tcp' | 'tls', number>
type Given = { certificate: string; key: string; algorithm: 'MD5' | 'SHA-256' }

function configuration(ports: Ports, directory: string, { algorithm }: Given): string {
  const listen = Object.entries(ports).map(([transport, port]) => `listen=${transport}:127.0.0.1:${port}`)
  return `#!KAMAILIO
debug=1
log_stderror=yes
children=1
tcp_children=2
enable_tls=yes
tcp_accept_aliases=yes
${listen.join('\n')}
${MODULES.map((name) => `loadmodule "${name}.so"`).join('\n')}
modparam("tls", "tls_method", "TLSv1.2+")
modparam("tls", "private_key", "${directory}/key.pem")
modparam("tls", "certificate", "${directory}/certificate.pem")
modparam("auth", "algorithm", "${algorithm}")
modparam("auth", "nonce_expire", 2)
request_route {
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
  if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
  if (has_totag()) {
    if (loose_route()) t_relay();
    else if (!is_method("ACK") || t_check_trans()) sl_send_reply("404", "Not Here");
    exit;
  }
  if (is_method("OPTIONS")) { sl_send_reply("200", "OK"); exit; }
  if (is_method("REGISTER")) {
    if (!pv_www_authenticate("${REALM}", "${PASSWORD}", "0")) { www_challenge("${REALM}", "1"); exit; }
    save("location");
    exit;
  }
  if (!is_method("INVITE")) { sl_send_reply("405", "Method Not Allowed"); exit; }
  if (!pv_proxy_authenticate("${REALM}", "${PASSWORD}", "0")) { proxy_challenge("${REALM}", "1"); exit; }
  consume_credentials();
  record_route();
  if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
  t_relay();
}
`
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

export class Kamailio {
  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
    readonly ports: Ports,
  ) {}

  static async start(given: Given): Promise<Kamailio> {
    const directory = mkdtempSync(join(tmpdir(), 'kamailio-'))
    const ports = { udp: await freePort(), tcp: await freePort(), tls: await freePort() }
    writeFileSync(join(directory, 'certificate.pem'), given.certificate)
    writeFileSync(join(directory, 'key.pem'), given.key)
    writeFileSync(join(directory, 'kamailio.cfg'), configuration(ports, directory, given))
    const memory = ['-m', '32', '-M', '4']
    const args = ['-DD', '-E', '-f', join(directory, 'kamailio.cfg'), '-Y', directory, '-P', join(directory, 'pid')]
    const child = spawn('kamailio', [...args, ...memory], { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-4000)
      })
    await until(
      () => accepts(ports.tls),
      10_000,
      () => `kamailio does not listen:\n${output}`,
      child,
    )
    return new Kamailio(child, directory, ports)
  }

  async close(): Promise<void> {
    if (this.child.exitCode === null) {
      const ended = new Promise((resolve) => this.child.once('exit', resolve))
      this.child.kill('SIGTERM')
      await ended
    }
    rmSync(this.directory, { recursive: true, force: true })
  }
}
