// What every cell of the matrix is run on: the whole product, one seat in a browser that speaks 1000 Hz, and one trunk
// that each cell sets as it needs it.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { LineConfig, SipLineConfig } from '#protocol/line-config'
import { TestAuthority } from '../../../gateway/transport/test-certificates.ts'
import { Api } from '../../harness/api.ts'
import { hearsInPage, inState, launchBrowser, openPage, openSeat } from '../../harness/browser.ts'
import { freePort } from '../../harness/free-port.ts'
import { Kamailio } from '../../harness/kamailio.ts'
import { SOUND_OF, type Telephone, type TelephoneCodec } from '../../harness/telephone.ts'
import { TlsTrunk } from '../../harness/tls-trunk.ts'
import { startTrunkline, type Trunkline, until } from '../../harness/trunkline.ts'

export type Transport = 'udp' | 'tcp' | 'tls'
export const SEAT_HZ = 1000
export const PEER_HZ = 440
const TRUNK = 'demo-trunk'
/** What is left out of a change stays as the cell before had it. */
const USUAL = {
  outbound: true,
  transfers: true,
  signalsHold: true,
  inBandDigits: false,
  codecs: ['PCMA', 'PCMU', 'G722', 'opus'],
  srtp: 'off',
  early: false,
} satisfies Partial<SipLineConfig>

export class Bench {
  private readonly trunks = new Map<string, Kamailio>()
  private door: TlsTrunk | null = null
  private calls = 0

  private constructor(
    private readonly directory: string,
    readonly authority: TestAuthority,
    readonly trunkline: Trunkline,
    /** Of the gateway, by transport; `udp6` listens on ::1. */
    readonly ports: Record<Transport | 'udp6', number>,
    private readonly browser: Browser,
    readonly page: Page,
    readonly administrator: Api,
    private readonly linesPage: Page,
    private readonly trunk: SipLineConfig,
  ) {}

  static async start(): Promise<Bench> {
    const directory = mkdtempSync(join(tmpdir(), 'matrix-'))
    const authority = new TestAuthority()
    // linphonec's mbedTLS knows no names that are addresses.
    const identity = authority.issue('IP:127.0.0.1,DNS:localhost')
    writeFileSync(join(directory, 'certificate.pem'), identity.certificate)
    writeFileSync(join(directory, 'key.pem'), identity.key)
    const ports = { udp: await freePort(), tcp: await freePort(), tls: await freePort(), udp6: await freePort() }
    const listen = (['udp', 'tcp', 'tls'] as const).map((transport) => `${transport}:127.0.0.1:${ports[transport]}`)
    const trunkline = await startTrunkline({
      TRUNKLINE_SIP: [...listen, `udp:[::1]:${ports.udp6}`].join(','),
      TRUNKLINE_SIP_CERT: join(directory, 'certificate.pem'),
      TRUNKLINE_SIP_KEY: join(directory, 'key.pem'),
    })
    const administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    await administrator.withoutWrapUp()
    const trunk = await onlyTrunk(administrator)
    const browser = await launchBrowser(SEAT_HZ)
    const { page } = await openSeat(browser, trunkline.links.get('8001') ?? '')
    const { page: linesPage } = await openPage(browser, trunkline.links.get('8101') ?? '', [])
    await linesPage.goto(`${trunkline.url}/admin/lines/${TRUNK}`)
    return new Bench(directory, authority, trunkline, ports, browser, page, administrator, linesPage, trunk)
  }

  async close(): Promise<void> {
    await this.browser.close()
    await this.trunkline.stop()
    for (const trunk of this.trunks.values()) await trunk.close()
    this.door?.close()
    rmSync(this.directory, { recursive: true, force: true })
    this.authority.remove()
  }

  /**
   * The trunk as this cell needs it; what is not said is as in the demo. Resolves when the page of the lines says that it
   * is up there: until then the peer is a stranger, and a stranger's connection is not taken.
   */
  async setTrunk(changed: Partial<SipLineConfig>): Promise<void> {
    const line = { ...this.trunk, ...USUAL, authorities: this.authority.certificate, ...changed }
    await this.administrator.put(`/lines/${TRUNK}`, line)
    const host = line.host.includes(':') ? `[${line.host}]` : line.host
    const where = this.linesPage.getByText(`${line.transport} ${host}:${line.port}`, { exact: true })
    await where.first().waitFor()
  }

  /** One for each algorithm, started when it is first asked for. */
  async kamailio(algorithm: 'MD5' | 'SHA-256'): Promise<Kamailio> {
    const running = this.trunks.get(algorithm)
    if (running) return running
    const started = await Kamailio.start({ ...this.authority.issue('IP:127.0.0.1'), algorithm })
    this.trunks.set(algorithm, started)
    return started
  }

  /** A trunk that is up by TLS, for a telephone that takes no TLS connections and only calls from its address. */
  async tlsDoor(): Promise<TlsTrunk> {
    this.door ??= await TlsTrunk.start(this.authority.issue('IP:127.0.0.1'))
    return this.door
  }

  /** A number that nobody has called yet. */
  newNumber(): string {
    this.calls += 1
    return `13800${String(300_000 + this.calls)}`
  }

  /** A file for this codec's telephone: a tone, or this digit in-band twice a second. */
  soundFile(codec: TelephoneCodec, digit?: [number, number]): string {
    const { rate, channels } = SOUND_OF[codec]
    const path = join(this.directory, `${codec}-${digit?.join('-') ?? PEER_HZ}.wav`)
    const form = ['-n', '-r', `${rate}`, '-b', '16', '-c', `${channels}`, path]
    const sines = (digit ?? [PEER_HZ]).flatMap((hz) => ['sine', `${hz}`])
    const repeated = digit ? ['pad', '0', '0.9', 'repeat', '60'] : []
    execFileSync('sox', [
      ...form,
      'synth',
      digit ? '0.1' : '90',
      ...sines,
      'remix',
      `1-${sines.length / 2}`,
      ...repeated,
      'gain',
      '-9',
    ])
    return path
  }

  /** The agent dials; nothing else is waited for. */
  async dial(number: string): Promise<void> {
    await inState(this.page, 'idle')
    await this.page.getByTestId('dial-input').fill(number)
    await this.page.getByTestId('dial-input').press('Enter')
  }

  async click(testid: string): Promise<void> {
    await this.page.getByTestId(testid).click()
  }

  async isIn(state: string): Promise<void> {
    await inState(this.page, state)
  }

  async seatHears(hz: number): Promise<void> {
    await hearsInPage(this.page, hz)
  }

  /** By tones: the seat hears the telephone's and the telephone the seat's. */
  async bothHear(phone: Telephone): Promise<void> {
    await this.seatHears(PEER_HZ)
    await hears(phone, SEAT_HZ)
  }

  /** Whatever the last cell left: the seat is idle again. */
  async settle(): Promise<void> {
    const press = async (testid: string) => {
      const button = this.page.getByTestId(testid)
      if ((await button.count()) > 0)
        await button
          .last()
          .click({ timeout: 1000 })
          .catch(() => {})
    }
    await until(
      async () => {
        const state = await this.page.getByTestId('call-state').getAttribute('data-state')
        await press('hang-up')
        const disposition = this.page.getByTestId('disposition')
        if (state === 'wrap-up' && (await disposition.count()) > 0)
          await disposition.selectOption('other', { timeout: 1000 }).catch(() => {})
        await press('finish-wrap-up')
        const trouble = this.page.getByTestId('dial-trouble')
        if ((await trouble.count()) > 0)
          await trouble
            .getByRole('button')
            .last()
            .click({ timeout: 1000 })
            .catch(() => {})
        return state === 'idle'
      },
      30_000,
      () => 'the seat does not come back to idle',
    )
  }
}

/** Mostly this tone in its last second. */
export async function hears(phone: Telephone, hz: number): Promise<void> {
  await until(
    () => Math.abs(phone.lastSecond().hz - hz) <= 5 && phone.lastSecond().share > 0.5,
    10_000,
    () => `it hears ${JSON.stringify(phone.lastSecond())} instead of ${hz} Hz:\n${phone.output}`,
  )
}

/** Calls go out by the trunk only. */
async function onlyTrunk(administrator: Api): Promise<SipLineConfig> {
  const lines = await administrator.json<LineConfig[]>('/lines')
  for (const line of lines)
    if (line.kind !== 'sip') await administrator.put(`/lines/${line.id}`, { ...line, outbound: false })
  const trunk = lines.find((line) => line.id === TRUNK)
  if (trunk?.kind !== 'sip') throw new Error('the demo has no trunk')
  return trunk
}
