import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

describe('configuration', () => {
  it('has defaults that work on one machine', () => {
    expect(readConfig({})).toMatchObject({
      http: { host: '127.0.0.1', port: 8080 },
      language: 'zh-CN',
      demo: true,
      origins: [],
      gatewayToken: null,
      secureCookie: true,
      trustProxy: false,
      logLevel: 'info',
    })
  })

  it.each([
    ['TRUNKLINE_HTTP', '127.0.0.1:99999'],
    ['TRUNKLINE_HTTP', 'http://x'],
    ['TRUNKLINE_LANG', 'de'],
    ['TRUNKLINE_DEMO', 'yes'],
    ['TRUNKLINE_ORIGINS', 'calls.example.com'],
    ['TRUNKLINE_ORIGINS', 'https://calls.example.com/path'],
    ['TRUNKLINE_GATEWAY_TOKEN', 'short'],
    ['TRUNKLINE_SECURE_COOKIE', 'true'],
  ])('names %s=%s as wrong', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(name)
  })

  it('names every fault at once, and no secret', () => {
    const read = () => readConfig({ TRUNKLINE_LANG: 'x', TRUNKLINE_DEMO: 'y', TRUNKLINE_GATEWAY_TOKEN: 'hunter2' })
    expect(read).toThrow(/TRUNKLINE_LANG[\s\S]*TRUNKLINE_DEMO/)
    expect(read).not.toThrow('hunter2')
  })

  it('takes a port alone, IPv6 and several origins', () => {
    expect(readConfig({ TRUNKLINE_HTTP: '9000' }).http).toEqual({ host: '127.0.0.1', port: 9000 })
    expect(readConfig({ TRUNKLINE_HTTP: '[::1]:9000' }).http).toEqual({ host: '::1', port: 9000 })
    expect(readConfig({ TRUNKLINE_ORIGINS: 'https://a.example, http://b.example:81' }).origins).toEqual([
      'https://a.example',
      'http://b.example:81',
    ])
  })
})
