// An administrator on a telephone's screen makes a TLS trunk: what is wrong is said beside its field, and why the line is
// down; then the trunk's transport is left to its name.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestAuthority } from '../../gateway/transport/test-certificates.ts'
import { launchBrowser, openPage } from '../harness/browser.ts'
import { isMissing } from '../harness/missing.ts'
import { TlsTrunk } from '../harness/tls-trunk.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'

describe.skipIf(isMissing('chromium', 'openssl'))('a TLS trunk on the page', () => {
  const [authority, stranger] = [new TestAuthority(), new TestAuthority('Stranger')]
  let trunk: TlsTrunk
  let trunkline: Trunkline
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    trunk = await TlsTrunk.start(authority.issue('IP:127.0.0.1'))
    trunkline = await startTrunkline()
    browser = await launchBrowser(null)
    page = (await openPage(browser, trunkline.links.get('8201') ?? '', [])).page
    await page.setViewportSize({ width: 390, height: 844 })
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
    trunk?.close()
    for (const made of [authority, stranger]) made.remove()
  })

  const fill = (label: string, text: string) => page.getByLabel(label, { exact: false }).first().fill(text)
  const save = () => page.getByRole('button', { name: '保存' }).click()

  it('refuses in words and beside the field, opens what is folded, and keeps the form', async () => {
    await page.goto(`${trunkline.url}/admin/lines/new`)
    await fill('名称', '加密中继')
    await fill('标识', 'secure')
    await page.getByText('TLS', { exact: true }).click()
    await fill('对端地址', '127.0.0.1')
    await fill('端口', String(trunk.port))
    await page.getByLabel('注册到对端').click()
    await page.getByText('高级设置').click()
    await fill('另外允许的来源', '0.0.0.0/0')
    await page.getByText('高级设置').click()
    await save()
    await page.getByText('每行一个 IP 地址或网段').waitFor()
    expect(await page.getByLabel('名称', { exact: false }).first().inputValue()).toBe('加密中继')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  })

  /** In the line's own words; what happened to it earlier stands below them. */
  const isUpBy = (address: string) => page.getByRole('region', { name: '加密中继' }).getByText(address).waitFor()

  it('says that the certificate is not trusted, and is up with the right authority', async () => {
    await fill('另外允许的来源', '203.0.113.0/24')
    await fill('受信任的 CA 证书', stranger.certificate)
    await save()
    await page.getByText('对端证书不可信或与主机名不符', { exact: true }).waitFor()
    expect(trunk.asked).toEqual([])
    await page.getByText('高级设置').click()
    await fill('受信任的 CA 证书', authority.certificate)
    await save()
    await until(
      () => trunk.asked.length > 0,
      10_000,
      () => 'the trunk with the right authority is not asked',
    )
    await isUpBy(`tls 127.0.0.1:${trunk.port}`)
    expect(trunk.asked[0]).toMatch(/^Via: SIP\/2\.0\/TLS .*;alias/m)
    expect(trunk.asked[0]).not.toMatch(/^(User-Agent|Server):/im)
  })

  it('asks the far end for its certificate, which the trunk that we connect to has shown already', async () => {
    const toggle = page.getByLabel('呼入时核验对端证书')
    await page.getByText('高级设置').click()
    await toggle.click()
    const before = trunk.asked.length
    await save()
    await until(
      () => trunk.asked.length > before,
      10_000,
      () => 'the changed line does not ask its trunk',
    )
    await page.reload()
    await isUpBy(`tls 127.0.0.1:${trunk.port}`)
    await page.getByText('高级设置').click()
    expect(await toggle.getAttribute('aria-checked')).toBe('true')
  })

  it('leaves the transport to a name only, and then asks for no port', async () => {
    await page.getByText('自动', { exact: true }).click()
    expect(await page.getByLabel('端口').count()).toBe(0)
    await save()
    await page.getByText('自动选择传输协议时请填域名').waitFor()
    await fill('对端地址', 'localhost')
    await save()
    await page.goto(`${trunkline.url}/admin/lines`)
    await page.getByText('SIP 中继 · 自动 localhost').waitFor()
  })
})
