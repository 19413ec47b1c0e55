// Certificates made by openssl for one test run: an authority, a certificate of it for some names, and another authority.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServerIdentity } from './tls-door.ts'

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

export class TestAuthority {
  readonly #directory = mkdtempSync(join(tmpdir(), 'authority-'))
  readonly certificate: string
  #made = 0

  constructor(name = 'Test authority') {
    this.#openssl('req', '-x509', ...KEY, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', `/CN=${name}`)
    this.certificate = this.#read('ca.pem')
  }

  /** `names` as openssl writes them: DNS:trunk.example, IP:127.0.0.1. */
  issue(names: string, days = 2): ServerIdentity {
    const id = String(++this.#made)
    writeFileSync(join(this.#directory, `${id}.ext`), `subjectAltName=${names}\n`)
    this.#openssl('req', ...KEY, '-keyout', `${id}.key`, '-out', `${id}.csr`, '-subj', '/CN=somebody')
    const signed = ['-in', `${id}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-out', `${id}.pem`]
    this.#openssl('x509', '-req', ...signed, '-days', String(days), '-extfile', `${id}.ext`)
    return { certificate: this.#read(`${id}.pem`), key: this.#read(`${id}.key`) }
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true })
  }

  #read(name: string): string {
    return readFileSync(join(this.#directory, name), 'utf8')
  }

  #openssl(...args: string[]): void {
    execFileSync('openssl', args, { cwd: this.#directory, stdio: 'ignore' })
  }
}
