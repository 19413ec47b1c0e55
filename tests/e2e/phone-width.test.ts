// Every page of the application on a telephone of 390 px: nothing hangs over its edge, no table scrolls sideways.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Api } from '../harness/api.ts'
import { launchBrowser, openPage } from '../harness/browser.ts'
import { Customer } from '../harness/customer.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline, until } from '../harness/trunkline.ts'

const ROUTES = join(import.meta.dirname, '../../web/src/routes')
const PHONE = { width: 390, height: 844 }
/** What stands for a parameter of the address, by page; the page without it is looked at too. */
const PARAMETERS: Record<string, string[]> = {
  '/admin/skills': ['new'],
  '/admin/teams': ['new'],
  '/admin/users': ['new'],
  '/admin/queues': ['service', 'new'],
  '/admin/lines': ['new', 'demo-trunk'],
  '/admin/message-boxes': ['new'],
  '/admin/wallboards': ['main', 'new'],
  '/admin/hours': ['main', 'new'],
  '/admin/flows': ['service'],
  '/admin/scripts': ['demo-1', 'new'],
  '/admin/dispositions': ['solved', 'new'],
  '/admin/numbers': ['new'],
  '/admin/holidays': ['2026', '2027'],
  '/admin/outbound': ['new', '_settings'],
  '/admin/inbound': ['new', '_forced', '_trial'],
  '/admin/number-lists': ['new'],
  '/customers': ['new'],
  '/mine': ['calls', 'missed', 'messages', 'appointments'],
  '/wall': ['main'],
}
/** Shown to nobody who is signed in, or made from another page's data. */
const ELSEWHERE = ['/', '/link', '/login', '/setup', '/phone', '/calls/[id]']
const LIVE_TABS = ['queues', 'calls', 'lines', 'alarms'].map((tab) => `/live?tab=${tab}`)

const files = (readdirSync(ROUTES, { recursive: true }) as string[]).filter((path) => path.endsWith('+page.svelte'))
const routes = files.map((path) => `/${path.replace(/\(app\)\//, '').replace(/\/?\+page\.svelte$/, '')}`)
const pages = routes
  .filter((route) => !ELSEWHERE.includes(route))
  .flatMap((route) => {
    const base = route.replace(/\/\[+\w+\]+$/, '')
    const filled = route === base ? [] : (PARAMETERS[base] ?? []).map((value) => `${base}/${value}`)
    return route === base || route.endsWith(']]') ? [base, ...filled] : filled
  })
const isAgents = (page: string) => /^\/(seat|mine|console)/.test(page)

/** What does not fit, in words. */
async function misfits(page: Page, url: string): Promise<string[]> {
  await page.goto(url)
  await page.locator('h1, [data-testid="wallboard"]').first().waitFor({ state: 'attached' })
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
  const found = await page.evaluate(() => {
    const says = (element: Element) => `${element.tagName.toLowerCase()} ${element.className}`.slice(0, 90)
    const wide = (element: Element) => element.scrollWidth > element.clientWidth + 1
    const scrolls = (element: Element) => /auto|scroll/.test(getComputedStyle(element).overflowX) && wide(element)
    const page = document.documentElement.scrollWidth > innerWidth ? ['the page itself'] : []
    const around = [...document.querySelectorAll('table, main')].flatMap((start) => {
      const chain: Element[] = []
      for (let element: Element | null = start; element; element = element.parentElement) chain.push(element)
      return chain.filter(scrolls).map(says)
    })
    return [...page, ...around]
  })
  return [...new Set(found)].map((what) => `${new URL(url).pathname}${new URL(url).search}: ${what}`)
}

describe.skipIf(isMissing('chromium', 'sip-tester'))('at the width of a telephone', () => {
  let trunkline: Trunkline
  let browser: Browser
  let callId = ''
  const customers: Customer[] = []
  const linkOf = (number: string): string => trunkline.links.get(number) ?? ''

  beforeAll(async () => {
    trunkline = await startTrunkline()
    browser = await launchBrowser(1000)
    const leader = await Api.signIn(trunkline.url, linkOf('8101'))
    const gone = await Customer.call(trunkline, { from: '13800138701' })
    customers.push(gone)
    await gone.choosesService()
    await gone.hangsUp()
    customers.push(await Customer.call(trunkline, { from: '13800138702' }))
    await until(
      async () => {
        callId = (await leader.json<{ rows: { id: string }[] }>('/calls')).rows[0]?.id ?? ''
        return callId !== ''
      },
      15_000,
      () => 'no call was recorded',
    )
  })
  afterAll(async () => {
    for (const customer of customers) customer.close()
    await browser?.close()
    await trunkline?.stop()
  })

  it.each([
    ['8301', 'an agent’s', pages.filter(isAgents)],
    ['8201', 'the others', [...pages.filter((page) => !isAgents(page)), ...LIVE_TABS, '/calls/[id]']],
  ])('%s: %s pages fit', async (number, _, paths) => {
    expect(paths.length).toBeGreaterThan(5)
    const { page, context } = await openPage(browser, linkOf(number))
    await page.setViewportSize(PHONE)
    const found: string[] = []
    for (const path of paths) found.push(...(await misfits(page, `${trunkline.url}${path.replace('[id]', callId)}`)))
    await context.close()
    expect(found).toEqual([])
  })

  it('log-in and the demo telephone fit', async () => {
    const page = await browser.newPage({ viewport: PHONE })
    const found = [
      ...(await misfits(page, `${trunkline.url}/login`)),
      ...(await misfits(page, `${trunkline.url}/phone`)),
    ]
    await page.close()
    expect(found).toEqual([])
  })
})
