// A tele-banking flow of ten nodes in both languages, drawn in the browser through the editor itself, tried out, published, called, traced.
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FlowDetail } from '#protocol/flow-api'
import { Api } from '../harness/api.ts'
import { launchBrowser, openPage } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { FlowDrawing } from '../harness/flow-drawing.ts'
import { freePort } from '../harness/free-port.ts'
import { hearsPrompts } from '../harness/heard-prompts.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'

const DID = '4008001000'
const BALANCES: Record<string, number> = { '4321': 1234, '8765': 56 }
const TEN = ['lang', 'zh', 'en', 'account', 'http', 'compare', 'rich', 'say', 'sorry', 'bye']

describe.skipIf(isMissing('chromium', 'sip-tester'))('a flow drawn in the browser', () => {
  let trunkline: Trunkline
  let browser: Browser
  let bank: Server
  let admin: Api
  let page: Page
  let drawing: FlowDrawing
  let bankUrl = ''
  const customers: Customer[] = []

  beforeAll(async () => {
    const port = await freePort()
    bankUrl = `http://127.0.0.1:${port}`
    bank = createServer((request, reply) => {
      const balance = BALANCES[new URL(request.url ?? '', bankUrl).searchParams.get('account') ?? '']
      reply.writeHead(balance === undefined ? 404 : 200).end(JSON.stringify({ account: { balance } }))
    })
    await new Promise<void>((resolve) => bank.listen(port, '127.0.0.1', resolve))
    trunkline = await startTrunkline({ TRUNKLINE_TRUSTED_HOSTS: `127.0.0.1:${port}` })
    browser = await launchBrowser(null)
    const opened = await openPage(browser, trunkline.links.get('8201') ?? '')
    page = opened.page
    await page.setViewportSize({ width: 1600, height: 1000 })
    drawing = new FlowDrawing(page)
    admin = await Api.ofPages(trunkline.url, opened.context)
  })
  afterAll(async () => {
    for (const customer of customers) customer.close()
    bank?.close()
    await browser?.close()
    await trunkline?.stop()
  })

  it('a new flow begins from a template, its id made from its name', async () => {
    await page.goto(`${trunkline.url}/admin/flows/+new`)
    await page.getByTestId('new-name').fill('Tele-Banking 电话银行')
    expect(await page.getByTestId('new-id').inputValue()).toBe('tele-banking')
    await page.locator('input[name="template"][value="empty"]').check()
    await page.locator('form button[type="submit"]').click()
    await page.waitForURL(/\/admin\/flows\/tele-banking\/edit$/)
    await drawing.has('bye')
  })

  it('drawn by dragging, by ＋, by the key n, by two clicks and by the forms', async () => {
    await page
      .getByTestId('palette-menu')
      .dragTo(page.getByTestId('flow-canvas'), { targetPosition: { x: 150, y: 150 } })
    await drawing.named('lang')
    await page.getByTestId('field-keys').locator('button').last().click()
    await drawing.chooses('way-failed', 'bye')

    await drawing.adds('lang', 'key:1', 'language')
    await drawing.chooses('field-language', 'zh-CN')
    await drawing.named('zh')
    await drawing.adds('lang', 'key:2', 'language')
    await drawing.named('en')

    await page.getByTestId('arrange').click()
    await drawing.node('zh').focus()
    await page.keyboard.press('n')
    await page.getByTestId('pick-search').fill('collect')
    await page.keyboard.press('Enter')
    await drawing.named('account')
    await drawing.chooses('field-prompt', 'menu-care')
    await drawing.chooses('way-failed', 'bye')
    await drawing.joins('en', 'next', 'account')

    await drawing.adds('account', 'next', 'http')
    await drawing.field('field-url').fill(`${bankUrl}/balance?account={{digits}}`)
    await drawing.field('field-take').locator('button').last().click()
    await drawing.field('field-take').locator('input').first().fill('account.balance')
    await drawing.field('field-take').locator('input').last().fill('balance')

    await drawing.adds('http', 'next', 'compare')
    await page.getByTestId('node-form').locator('select:has(option[value="balance"])').selectOption('balance')
    expect(await drawing.field('field-value').inputValue()).toBe('{{balance}}')
    await drawing.field('field-cases').locator('select').selectOption('at-least')
    await drawing.field('field-cases').locator('input').fill('1000')

    await drawing.adds('compare', 'case:1', 'play')
    await drawing.named('rich')
    await drawing.chooses('field-prompt', 'message-saved')
    await drawing.adds('rich', 'next', 'say')
    await drawing.field('field-value').fill('{{balance}}')
    await drawing.chooses('field-as', 'digits')
    await drawing.chooses('way-next', 'bye')
    await drawing.joins('compare', 'otherwise', 'say')

    await drawing.adds('http', 'failed', 'play')
    await drawing.named('sorry')
    await drawing.chooses('field-prompt', 'queue-full')
    await page.getByTestId('arrange').click()
    await page.getByTestId('handle-sorry-next').click()
    await page.getByTestId('handle-bye-in').click()

    await page.keyboard.press('Escape')
    await drawing.chooses('flow-start', 'lang')
    await drawing.has(...TEN)
    await drawing.isSaved()
  })

  it('every node leads where it was led', async () => {
    const { draft } = await admin.json<FlowDetail>('/flows/tele-banking')
    const nodes = new Map(draft?.definition.nodes.map((node) => [node.id, node]))
    expect(draft?.definition.start).toBe('lang')
    expect(nodes.get('lang')).toMatchObject({ keys: { '1': 'zh', '2': 'en' }, failed: 'bye' })
    expect([nodes.get('zh'), nodes.get('en')]).toMatchObject([{ next: 'account' }, { next: 'account' }])
    expect(nodes.get('http')).toMatchObject({
      take: [{ path: 'account.balance', into: 'balance' }],
      next: 'compare',
      failed: 'sorry',
    })
    expect(nodes.get('compare')).toMatchObject({
      cases: [{ op: 'at-least', to: '1000', next: 'rich' }],
      otherwise: 'say',
    })
    expect([nodes.get('say'), nodes.get('sorry')]).toMatchObject([{ next: 'bye' }, { next: 'bye' }])
  })

  it('E1 E4 who opens it elsewhere sees who draws, and changes nothing until taking over', async () => {
    const other = await page.context().newPage()
    await other.goto(`${trunkline.url}/admin/flows/tele-banking/edit`)
    await other.getByTestId('edited-by').waitFor()
    await other.locator('.svelte-flow__node').nth(9).waitFor()
    expect(await other.getByTestId('palette-play').count()).toBe(0)
    expect(await other.getByTestId('flow-name').isDisabled()).toBe(true)
    await other.getByTestId('take-over').click()
    await other.getByTestId('palette-play').waitFor()
    await other.goto('about:blank')
    await other.close()
  })

  it('tried out: the path lights up, what is said is read, and it is kept as a test', async () => {
    await drawing.panel(/模拟|Simulator/)
    for (const [at, keys] of ['1', '4321#'].entries()) {
      await page.getByTestId('trial-add-keys').click()
      await page.getByTestId(`trial-keys-${at + 1}`).fill(keys)
      await page.getByTestId(`trial-keys-${at + 1}`).press('Tab')
    }
    await page.getByTestId('trial-run').click()
    await page.getByTestId('trial-end').waitFor()
    const said = await page.getByTestId('transcript').innerText()
    expect(said).toContain('account=4321')
    expect(await page.locator('.svelte-flow__edge.lit').count()).toBe(6)
    await page.getByTestId('trial-keep').click()
    await page.getByTestId('test-name').fill('account 4321')
    await page.getByTestId('test-save').click()
    await drawing.panel(/测试|Tests/)
    await page.getByTestId('run-tests').click()
    await page
      .getByTestId('tests')
      .getByText(/^(通过|Passed)$/)
      .waitFor()
  })

  it('published with a note; the difference is told before', async () => {
    await page.getByTestId('publish').click()
    await expect.poll(() => page.getByTestId('flow-diff').locator('li').count()).toBe(10)
    await page.getByTestId('publish-note').fill('first')
    await page.getByTestId('publish-now').click()
    await page.getByTestId('publish-now').waitFor({ state: 'detached' })
    const { live, versions } = await admin.json<FlowDetail>('/flows/tele-banking')
    expect([live?.version, versions[0]?.note]).toEqual([1, 'first'])
    await admin.put(`/numbers/${DID}`, { number: DID, name: 'Bank', flow: 'tele-banking' })
  })

  async function calls(from: string): Promise<Customer> {
    const customer = await Customer.call(trunkline, { did: DID, from })
    customers.push(customer)
    return customer
  }

  it('called in Chinese: the look-up’s answer is heard', async () => {
    const customer = await calls('13910000001')
    await hearsPrompts(customer.sound, ['menu-service'])
    customer.sound.press('1')
    await hearsPrompts(customer.sound, ['menu-care'])
    customer.sound.press('4321#')
    await hearsPrompts(customer.sound, ['message-saved', 'number-1', 'number-2', 'number-3', 'number-4', 'goodbye'])
    await customer.isHungUp()
  })

  it('called in English, by the other way through the comparison', async () => {
    const customer = await calls('13910000002')
    await hearsPrompts(customer.sound, ['menu-service'])
    customer.sound.press('2')
    await hearsPrompts(customer.sound, ['menu-care'], { language: 'en' })
    customer.sound.press('8765#')
    await hearsPrompts(customer.sound, ['digit-5', 'digit-6', 'goodbye'], { language: 'en' })
    await customer.isHungUp()
  })

  it('an account that the bank does not know', async () => {
    const customer = await calls('13910000003')
    customer.sound.press('1')
    await hearsPrompts(customer.sound, ['menu-care'])
    customer.sound.press('1111#')
    await hearsPrompts(customer.sound, ['queue-full', 'goodbye'])
    await customer.isHungUp()
  })

  it('the call shows its way in the drawing of the version it went through', async () => {
    await drawing.opens(`${trunkline.url}/admin/flows/tele-banking/edit`)
    await page.getByTestId('palette-play').click()
    await drawing.isSaved()
    await page.getByTestId('publish').click()
    await page.getByTestId('publish-now').click()
    await page.getByTestId('publish-now').waitFor({ state: 'detached' })
    const { id } = await admin.callWhere((row) => row.customer.text.endsWith('13910000003'))
    await page.goto(`${trunkline.url}/calls/${id}`)
    await page.getByTestId('show-in-flow').click()
    await page.locator('.svelte-flow__edge.lit').first().waitFor({ state: 'attached' })
    expect(await page.getByTestId('trace-version').innerText()).toMatch(/1/)
    const lit = await page
      .locator('.svelte-flow__edge.lit')
      .evaluateAll((edges) => edges.map((edge) => edge.getAttribute('data-id')))
    expect(lit.sort()).toEqual(['account next', 'http failed', 'lang key:1', 'sorry next', 'zh next'])
    await drawing.has(...TEN)
  })

  it('rolled back from the list of versions', async () => {
    await page.goto(`${trunkline.url}/admin/flows/tele-banking`)
    await page.locator('label', { hasText: /版本|Versions/ }).click()
    await page.getByTestId('roll-back-1').click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /恢复此版|Roll back/ })
      .click()
    await expect.poll(async () => (await admin.json<FlowDetail>('/flows/tele-banking')).live?.nodes.length).toBe(10)
    expect((await admin.json<FlowDetail>('/flows/tele-banking')).live?.version).toBe(3)
  })

  it('X1 X2 kept as a file, edited by hand: a fault is said with its place, the mended file is a new flow with its tests', async () => {
    await page.goto(`${trunkline.url}/admin/flows/tele-banking`)
    const [saved] = await Promise.all([page.waitForEvent('download'), page.getByTestId('save-file').click()])
    expect(saved.suggestedFilename()).toBe('tele-banking.json')
    const text = readFileSync(await saved.path(), 'utf8')
    await page.goto(`${trunkline.url}/admin/flows/+new`)
    await page.locator('input[name="template"][value="file"]').check()
    const give = (edited: string) =>
      page
        .getByTestId('flow-file')
        .setInputFiles({ name: 'f.json', mimeType: 'application/json', buffer: Buffer.from(edited) })
    const faults = page.getByTestId('file-faults')
    await give(text.slice(0, -20))
    await faults.filter({ hasText: 'JSON' }).waitFor()
    await give(text.replace(/"tries":3/, '"tries":"three"'))
    await faults.filter({ hasText: /nodes\.\d+ \(\w+\) tries/ }).waitFor()
    await give(text)
    await page.getByTestId('file-read').waitFor()
    await page.getByTestId('new-name').fill('Second bank')
    await page.locator('form button[type="submit"]').click()
    await page.waitForURL(/\/admin\/flows\/second-bank\/edit$/)
    const { draft, tests } = await admin.json<FlowDetail>('/flows/second-bank')
    expect(draft?.definition.nodes.map(({ id }) => id).sort()).toEqual([...TEN].sort())
    expect(tests.map(({ name }) => name)).toEqual(['account 4321'])
  })

  it('small changes from a telephone: a number, a way, published', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto(`${trunkline.url}/admin/flows/tele-banking/edit`)
    await page.getByTestId('outline-account').first().click()
    await page.getByTestId('field-max').fill('6')
    await page.getByTestId('way-failed').selectOption('sorry')
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(wide).toBe(0)
    await page.getByTestId('phone-done').click()
    await page.getByTestId('publish').click()
    await page.getByTestId('publish-now').click()
    await page.getByTestId('publish-now').waitFor({ state: 'detached' })
    const { live } = await admin.json<FlowDetail>('/flows/tele-banking')
    expect(live?.nodes.find(({ id }) => id === 'account')).toMatchObject({ max: 6, failed: 'sorry' })
  })
})
