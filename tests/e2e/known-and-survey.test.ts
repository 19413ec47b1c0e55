// What a flow knew of the caller at the agent's seat, what the caller answers after it, and a box's own greeting.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FlowDraft, PublishReply } from '#protocol/flow-api'
import type { FlowDefinition, FlowNode } from '#protocol/flow-config'
import { Api } from '../harness/api.ts'
import { inState, launchBrowser, openPage, openSeat } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { hearsPrompts } from '../harness/heard-prompts.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'

const DID = '4008001000'
const SPOKEN_FRAMES = 120
const FROM = '13900139088'
const HOSTILE = '<img src=x onerror="document.title=1">'
const asked = { prompt: 'menu-service', wrongPrompt: 'wrong-key', silentPrompt: 'no-key', timeoutMs: 3000, tries: 2 }
const NODES: FlowNode[] = [
  { id: 'account', kind: 'set', into: 'account', value: '6217-08', next: 'remark' },
  { id: 'remark', kind: 'set', into: 'remark', value: HOSTILE, next: 'q' },
  { id: 'q', kind: 'queue', queue: 'service', full: 'bye', timeout: 'bye', after: 's' },
  { id: 's', kind: 'survey', ...asked, topic: '服务', lowest: 1, highest: 5, failed: 'bye', next: 'bye' },
  { id: 'bye', kind: 'hang-up', prompt: 'goodbye' },
]
const LEAVES: FlowNode[] = [
  { id: 'm', kind: 'message', prompt: 'leave-message', maxMs: 60_000, box: 'parts', next: 'bye' },
  { id: 'bye', kind: 'hang-up', prompt: 'goodbye' },
]

describe.skipIf(isMissing('chromium', 'sip-tester'))('known, answered and greeted', () => {
  let trunkline: Trunkline
  let browser: Browser
  let administrator: Api
  let admin: Page
  let page: Page
  let leader: Page

  beforeAll(async () => {
    trunkline = await startTrunkline()
    browser = await launchBrowser(1000)
    const desk = await openPage(browser, trunkline.links.get('8201') ?? '')
    admin = desk.page
    administrator = await Api.ofPages(trunkline.url, desk.context)
    page = (await openSeat(browser, trunkline.links.get('8001') ?? '')).page
    leader = (await openPage(browser, trunkline.links.get('8101') ?? '')).page
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  async function answersWith(id: string, nodes: FlowNode[]): Promise<void> {
    const definition: FlowDefinition = { id, name: id, version: 1, language: 'zh-CN', start: nodes[0]?.id ?? '', nodes }
    const draft = await administrator.request('PUT', `/flows/${id}/draft`, { definition, layout: {}, revision: 0 })
    expect(draft.status, await draft.clone().text()).toBe(200)
    const { revision } = (await draft.json()) as FlowDraft
    const reply = await administrator.request('POST', `/flows/${id}/publish`, { note: '', revision })
    expect(((await reply.json()) as PublishReply).published).toBe(true)
    await administrator.put(`/numbers/${DID}`, { number: DID, name: id, flow: id })
  }

  it('what the flow knew stands at the seat while it rings and in the talk, a stranger’s text as text', async () => {
    await answersWith('knows', NODES)
    const customer = await Customer.call(trunkline, { did: DID, from: FROM })
    try {
      await inState(page, 'ringing')
      await page.locator('#call-bar').getByText('account 6217-08').waitFor()
      await page.getByTestId('answer').click()
      await inState(page, 'talking')
      const known = page.getByTestId('known')
      await known.getByText(HOSTILE).waitFor()
      expect(await known.locator('img').count()).toBe(0)
      await page.getByTestId('hang-up').click()
      await hearsPrompts(customer.sound, ['menu-service'])
      customer.sound.press('4')
      await hearsPrompts(customer.sound, ['goodbye'])
      await customer.isHungUp()
    } finally {
      customer.close()
    }
  })

  it('the answer is counted, and leads to its call with what was known', async () => {
    const { surveys, known } = await administrator.callWhere((row) => row.customer.text === FROM)
    expect([surveys, known]).toMatchObject([[{ topic: '服务', score: 4 }], [{ name: 'account' }, { name: 'remark' }]])
    await leader.goto(`${trunkline.url}/calls`)
    await leader.getByRole('link', { name: '满意度' }).click()
    await leader.getByTestId('survey-figures').getByText('4.00').waitFor()
    await leader.getByTestId('survey-scores').getByRole('button', { name: '4 分：1 次' }).click()
    await leader.getByTestId('survey-calls').getByRole('link').click()
    await leader.getByTestId('call-surveys').getByText('服务').waitFor()
    await leader.getByTestId('known').getByText('6217-08').waitFor()
  })

  it('a box of its own is made in the page; who is sent there hears its greeting, and what it says afterwards', async () => {
    await admin.goto(`${trunkline.url}/admin/message-boxes/new`)
    await admin.getByTestId('box-name').fill('配件部')
    await admin.getByTestId('box-greetingPrompt').selectOption('closed')
    await admin.getByTestId('box-savedPrompt').selectOption('message-saved')
    await admin.getByRole('checkbox', { name: /8001/ }).check()
    await admin.getByTestId('submit').click()
    await admin.getByRole('link', { name: /配件部/ }).waitFor()
    const [box] = await administrator.json<{ id: string }[]>('/message-boxes')
    await answersWith(
      'leaves',
      LEAVES.map((node) => (node.kind === 'message' ? { ...node, box: box?.id ?? '' } : node)),
    )
    const customer = await Customer.call(trunkline, { did: DID, from: FROM })
    try {
      await hearsPrompts(customer.sound, ['closed', 'beep'])
      const spoken = customer.sound.received + SPOKEN_FRAMES
      await until(
        () => customer.sound.received > spoken,
        10_000,
        () => 'the message was not taken',
      )
      customer.sound.press('#')
      await hearsPrompts(customer.sound, ['message-saved', 'goodbye'])
      await customer.isHungUp()
    } finally {
      customer.close()
    }
  })
})
