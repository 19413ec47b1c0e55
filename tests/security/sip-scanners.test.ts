// Scanners and floods on the SIP port: nothing is learnt, sources are cut off, calls and their sound do not notice.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LineConfig } from '#protocol/line-config'
import { Api } from '../harness/api.ts'
import { Customer, SERVICE_DID } from '../harness/customer.ts'
import { isMissing } from '../harness/missing.ts'
import { RawUdp, sipRequest } from '../harness/raw-sip.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'

const STRANGER = '127.0.0.9'
const TRUNK = '127.0.0.1'
const FLOOD_MS = 10_000
const PER_SECOND = 5000
const EVERY_MS = 10

describe('scanners and floods', () => {
  let trunkline: Trunkline
  let administrator: Api
  const home = mkdtempSync(join(tmpdir(), 'sipvicious-'))
  beforeAll(async () => {
    trunkline = await startTrunkline()
    administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
  })
  afterAll(async () => {
    await trunkline?.stop()
    rmSync(home, { recursive: true, force: true })
  })

  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${trunkline.gatewayUrl}/metrics`)).text()
    return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1])
  }

  describe.skipIf(isMissing('sipvicious'))('sipvicious', () => {
    /** All of them come from 127.0.0.1: svwar and svcrack do not bind to another address, whatever they are told. */
    const run = async (tool: string, ...args: string[]): Promise<string> => {
      const given = ['-p', String(trunkline.sip.port), '-t', '0.01', ...args, '127.0.0.1']
      // It ends with a code of its own when it finds nothing.
      const { stdout, stderr } = await promisify(execFile)(tool, given, { env: { ...process.env, HOME: home } }).catch(
        (ended: { stdout: string; stderr: string }) => ended,
      )
      return stdout + stderr
    }

    const moveTrunk = async (host: string): Promise<void> => {
      const line = (await administrator.json<LineConfig[]>('/lines')).find(({ id }) => id === 'demo-trunk')
      await administrator.put('/lines/demo-trunk', { ...line, host })
    }

    it('svmap, svwar and svcrack find nothing from an address that is no trunk’s', async () => {
      await moveTrunk('127.0.0.8')
      expect(await run('svmap', '-m', 'OPTIONS')).not.toContain('127.0.0.1:')
      expect(await run('svmap', '-m', 'INVITE')).not.toContain('127.0.0.1:')
      expect(await run('svwar', '--force', '-e', '100-200')).not.toMatch(/reqauth|noauth/)
      expect(await run('svcrack', '-u', '100', '-r', '1-50')).not.toMatch(/The password for/)
      await moveTrunk(TRUNK)
    })

    it('svmap learns no product from a trunk’s address either', async () => {
      const found = await run('svmap', '-m', 'OPTIONS')
      expect(found).toContain(`127.0.0.1:${trunkline.sip.port}`)
      expect(found).toContain('unknown')
      expect(found.toLowerCase()).not.toContain('trunkline')
    })
  })

  it('G7 guesses of passwords from a trunk’s address get ten answers, then none, and its calls go on', async () => {
    const guesser = await RawUdp.open(TRUNK)
    try {
      for (let guess = 0; guess < 60; guess++) {
        const text = sipRequest('REGISTER', `sip:127.0.0.1:${trunkline.sip.port}`, guesser)
        await guesser.send(text.replaceAll('REGISTER-', `${guess}-`), trunkline.sip.port)
      }
      await guesser.send(sipRequest('OPTIONS', `sip:127.0.0.1:${trunkline.sip.port}`, guesser), trunkline.sip.port)
      await guesser.hearsOne(/^SIP\/2\.0 200 /)
      const statuses = guesser.received.map((answer) => answer.toString().slice(8, 11))
      expect(statuses.filter((status) => status === '405')).toHaveLength(10)
    } finally {
      guesser.close()
    }
  })

  it.skipIf(isMissing('sip-tester'))(
    'a flood of 5,000 requests/s for 10 s: the call keeps its sound, a new one is answered in 1 s',
    async () => {
      const customer = await Customer.call(trunkline, { from: '13800138601' })
      const flooder = await RawUdp.open(STRANGER)
      try {
        await customer.choosesService()
        await customer.hearsMusic(0)
        const [memory, cpu] = [await metric('process_resident_memory_bytes'), await metric('process_cpu_seconds_total')]
        const flooding = flood(flooder)
        await setTimeout(FLOOD_MS / 2)
        const startedAt = performance.now()
        const another = await Customer.call(trunkline, { from: '13800138602' })
        const answeredMs = performance.now() - startedAt
        await customer.hearsMusic(0)
        const sent = await flooding
        const grownMb = ((await metric('process_resident_memory_bytes')) - memory) / 1_048_576
        const share = ((await metric('process_cpu_seconds_total')) - cpu) / (FLOOD_MS / 1000)
        console.log(
          `SIP flood: ${sent} requests in 10 s: call answered in ${answeredMs.toFixed(0)} ms, ${grownMb.toFixed(0)} MB more, ${(share * 100).toFixed(0)} % of a core with two calls`,
        )
        expect(sent).toBeGreaterThan((PER_SECOND * FLOOD_MS) / 1000 / 2)
        expect([flooder.received.length, answeredMs < 1000, grownMb < 100]).toEqual([0, true, true])
        await another.hangsUp()
        await customer.hangsUp()
        another.close()
      } finally {
        flooder.close()
        customer.close()
      }
    },
  )

  /** How many were sent. */
  async function flood(from: RawUdp): Promise<number> {
    const request = sipRequest('OPTIONS', `sip:${SERVICE_DID}@127.0.0.1:${trunkline.sip.port}`, from)
    const endAt = performance.now() + FLOOD_MS
    let sent = 0
    while (performance.now() < endAt) {
      const due = Math.floor(((performance.now() - (endAt - FLOOD_MS)) / 1000) * PER_SECOND)
      for (; sent < due; sent++) await from.send(request, trunkline.sip.port)
      await setTimeout(EVERY_MS)
    }
    return sent
  }
})
