// The only reader of the environment: read once, checked whole, every fault named by its variable.
import { join, resolve } from 'node:path'
import type { Language } from '#protocol/reasons'

export type Config = {
  http: { host: string; port: number }
  dataDir: string
  webDir: string
  promptsDir: string
  /** The file of the key that opens recordings. */
  masterKeyPath: string
  language: Language
  demo: boolean
  /** Origins besides the loopback ones of our own port, e.g. https://calls.example.com. */
  origins: string[]
  /** Null: generated once into <data>/gateway-token. */
  gatewayToken: string | null
  secureCookie: boolean
  /** A reverse proxy on this machine tells the true source in X-Forwarded-For. */
  trustProxy: boolean
  /** Demo only: where the demo trunk sends calls out; null = they go to the simulated exchange. */
  trunk: { host: string; port: number } | null
  /** host:port of services that may be private and without TLS, e.g. 127.0.0.1:5002. */
  trustedHosts: string[]
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

type Environment = Record<string, string | undefined>

const ROOT = join(import.meta.dirname, '..')
const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
const LANGUAGES = ['zh-CN', 'en'] as const

export function readConfig(environment: Environment): Config {
  const faults: string[] = []
  const read = <T>(name: string, otherwise: T, parse: (text: string) => T): T => {
    const text = environment[name]
    if (text === undefined || text === '') return otherwise
    try {
      return parse(text)
    } catch (fault) {
      faults.push(`${name}=${name.includes('TOKEN') ? '…' : text}: ${fault instanceof Error ? fault.message : fault}`)
      return otherwise
    }
  }
  const dataDir = resolve(read('TRUNKLINE_DATA', './data', (text) => text))
  const config: Config = {
    http: read('TRUNKLINE_HTTP', { host: '127.0.0.1', port: 8080 }, parseAddress),
    dataDir,
    webDir: resolve(read('TRUNKLINE_WEB', join(ROOT, 'web/build'), (text) => text)),
    promptsDir: resolve(read('TRUNKLINE_PROMPTS', join(ROOT, 'prompts'), (text) => text)),
    masterKeyPath: resolve(read('TRUNKLINE_MASTER_KEY', join(dataDir, 'master-key'), (text) => text)),
    language: read('TRUNKLINE_LANG', 'zh-CN', (text) => oneOf(text, LANGUAGES)),
    demo: read('TRUNKLINE_DEMO', true, parseSwitch),
    origins: read('TRUNKLINE_ORIGINS', [], parseOrigins),
    gatewayToken: read<string | null>('TRUNKLINE_GATEWAY_TOKEN', null, parseToken),
    secureCookie: read('TRUNKLINE_SECURE_COOKIE', true, parseSwitch),
    trustProxy: read('TRUNKLINE_TRUST_PROXY', false, parseSwitch),
    trunk: read<Config['trunk']>('TRUNKLINE_TRUNK', null, parseAddress),
    trustedHosts: read('TRUNKLINE_TRUSTED_HOSTS', [], parseHosts),
    logLevel: read('TRUNKLINE_LOG', 'info', (text) => oneOf(text, LOG_LEVELS)),
  }
  if (faults.length > 0) throw new ConfigError(faults.join('\n'))
  return config
}

function parseAddress(text: string): { host: string; port: number } {
  const match = /^(?:(\[[0-9a-fA-F:]+\]|[^:\s]+):)?([0-9]{1,5})$/.exec(text)
  const port = Number(match?.[2])
  if (match === null || port > 65_535) throw new Error('expected host:port, e.g. 127.0.0.1:8080')
  return { host: (match[1] ?? '127.0.0.1').replace(/^\[|\]$/g, ''), port }
}

function parseSwitch(text: string): boolean {
  if (text !== '0' && text !== '1') throw new Error('expected 1 or 0')
  return text === '1'
}

function parseOrigins(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const url = URL.parse(part)
      if (url === null || !/^https?:$/.test(url.protocol) || url.origin !== part) {
        throw new Error('expected origins such as https://calls.example.com, separated by commas')
      }
      return url.origin
    })
}

function parseHosts(text: string): string[] {
  const hosts = text.split(',').map((part) => part.trim())
  if (!hosts.every((host) => /^(\[[0-9a-fA-F:]+\]|[^:\s/]+):[0-9]{1,5}$/.test(host))) {
    throw new Error('expected host:port, separated by commas, e.g. 127.0.0.1:5002')
  }
  return hosts
}

function parseToken(text: string): string {
  if (!/^[\x21-\x7e]{20,200}$/.test(text)) throw new Error('expected 20 to 200 visible characters')
  return text
}

function oneOf<T extends string>(text: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === text)
  if (found === undefined) throw new Error(`expected one of ${allowed.join(', ')}`)
  return found
}
