import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { guardedRequest, isPublic } from './guarded-request.ts'

let asked = 0
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: () => {
    asked += 1
    return new Response('here')
  },
})
afterAll(() => void server.stop(true))
const { port } = server
const ask = (url: string, trusted: string[] = []) =>
  guardedRequest({ method: 'POST', url, headers: {}, body: '{}', timeoutMs: 1500, maxBytes: 1000, trusted })

describe('addresses of hostile people', () => {
  it.each([
    `http://127.0.0.1:${port}/`,
    `https://127.0.0.1:${port}/`,
    `https://localhost:${port}/`,
    `https://127.1:${port}/`,
    `https://2130706433:${port}/`,
    `https://0x7f.0.0.1:${port}/`,
    `https://0177.0.0.1:${port}/`,
    `https://0.0.0.0:${port}/`,
    `https://[::1]:${port}/`,
    `https://[::]:${port}/`,
    `https://[::ffff:127.0.0.1]:${port}/`,
    `https://[::127.0.0.1]:${port}/`,
    `https://[64:ff9b::7f00:1]:${port}/`,
    `https://[2002:7f00:1::]:${port}/`,
    `https://[fe80::1]:${port}/`,
    `https://[fd00::1]:${port}/`,
    `https://[ff02::1]:${port}/`,
    'https://10.0.0.1/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://172.16.0.1/',
    'https://172.31.255.255/',
    'https://192.168.1.1/',
    'https://192.0.0.1/',
    'https://198.18.0.1/',
    'https://198.51.100.1/',
    'https://203.0.113.1/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'http://example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'gopher://127.0.0.1/',
    'data:text/plain,x',
    `https://user:word@localhost:${port}/`,
    `https://１２７.0.0.1:${port}/`,
    `https://ⓛocalhost:${port}/`,
    `https://[::ffff:7f00:1]:${port}/`,
    'https://',
    'no address',
  ])('%s is not connected to', async (url) => {
    await expect(ask(url)).rejects.toMatchObject({ name: 'GuardedFault', reason: 'address' })
    expect(asked).toBe(0)
  })

  it.each(['1.1.1.1', '114.114.114.114', '2400:3200::1', '2606:4700::1111'])('%s is public', (address) => {
    expect(isPublic(address)).toBe(true)
  })
})

it('a host that the operator names is reached, by its very port', async () => {
  const trusted = [`127.0.0.1:${port}`]
  expect(Buffer.from((await ask(`http://127.0.0.1:${port}/`, trusted)).body).toString()).toBe('here')
  await expect(ask('http://127.0.0.1:1/', trusted)).rejects.toMatchObject({ reason: 'address' })
})

it('over TLS the certificate must be of the name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-guarded-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const make = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert]
  execFileSync('openssl', [...make, ...subject], { stdio: 'ignore' })
  let reached = 0
  const tls = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    tls: { key: readFileSync(key), cert: readFileSync(cert) },
    fetch: () => {
      reached += 1
      return new Response('')
    },
  })
  await expect(ask(`https://localhost:${tls.port}/`, [`localhost:${tls.port}`])).rejects.toMatchObject({
    reason: 'unreachable',
  })
  expect(reached).toBe(0)
  await tls.stop(true)
  rmSync(folder, { recursive: true })
})
