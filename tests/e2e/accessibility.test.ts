// axe on every page, as administrator with a seat would see it: no serious finding, light and dark.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../harness/browser.ts'
import { isMissing } from '../harness/missing.ts'
import { startTrunkline, type Trunkline } from '../harness/trunkline.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const PAGES: Record<string, string[]> = {
  '8001': [
    '/seat',
    '/calls',
    '/customers',
    '/mine/calls',
    '/mine/missed',
    '/mine/messages',
    '/mine/appointments',
    '/mine/forwarding',
  ],
  '8101': ['/live', '/calls', '/callbacks'],
  '8301': ['/console'],
  '8201': [
    '/admin',
    '/admin/users',
    '/admin/alarms',
    '/admin/alarm-limits',
    '/admin/wallboards/main',
    '/admin/lines',
    '/admin/lines/new',
    '/admin/lines/demo-trunk',
    '/admin/forwarding',
    '/admin/system',
    '/admin/queues',
    '/admin/priority',
    '/admin/queues/service',
    '/admin/teams/new',
    '/admin/skills/new',
    '/admin/scripts/demo-1',
    '/admin/dispositions/solved',
    '/admin/hours',
    '/admin/holidays/2026',
    '/admin/outbound/new',
    '/admin/outbound/_settings',
    '/admin/inbound',
    '/admin/inbound/new',
    '/admin/inbound/_forced',
    '/admin/inbound/_trial',
    '/admin/number-lists',
    '/admin/number-lists/new',
    '/admin/flows',
    '/admin/flows/+new',
    '/admin/flows/service',
    '/admin/flows/service/edit',
    '/admin/prompts',
    '/admin/prompts/closed',
    '/admin/prompts/_new',
    '/admin/prompts/_tools',
    '/admin/music/music-mix',
    '/admin/recordings',
    '/admin/audit',
  ],
}

const PHONE = { width: 390, height: 844 }
const DESK = { width: 1366, height: 768 }

type Finding = { id: string; impact: string | null; nodes: { html: string }[] }

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.locator('h1').first().waitFor()
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
  if (url.endsWith('/seat')) await page.locator('[data-testid=sign-in-seat]:not([aria-disabled=true])').waitFor()
  await page.evaluate(AXE)
}

/** Every rule in the light; in the dark that of contrast, the only one that colours can break. */
async function seriousFindings(page: Page, scheme: 'light' | 'dark'): Promise<string[]> {
  await page.emulateMedia({ colorScheme: scheme })
  await settled(page)
  const violations = await page.evaluate(
    async (rules) => {
      const { axe } = window as unknown as { axe: { run(options: object): Promise<{ violations: Finding[] }> } }
      const only = rules === null ? {} : { runOnly: rules }
      return (await axe.run({ resultTypes: ['violations'], ...only })).violations
    },
    scheme === 'dark' ? ['color-contrast', 'link-in-text-block'] : null,
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${page.url()} ${scheme}: ${id} at ${nodes[0]?.html.slice(0, 120)}`)
}

/** Two frames on, for what watches its own size, and all changes of colour over: on their way they have no contrast of either. */
function settled(page: Page): Promise<unknown> {
  return page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
    return Promise.allSettled(ending.map(({ finished }) => finished)).then(() => null)
  })
}

/** The page itself never scrolls: only what is made to does. */
async function overTheEdge(page: Page): Promise<string[]> {
  await page.setViewportSize(PHONE)
  await settled(page)
  const { scrollWidth, scrollHeight } = await page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement
    return { scrollWidth, scrollHeight }
  })
  await page.setViewportSize(DESK)
  const fits = scrollWidth <= PHONE.width && scrollHeight <= PHONE.height
  return fits ? [] : [`${page.url()}: ${scrollWidth} x ${scrollHeight}`]
}

describe.skipIf(isMissing('chromium'))('accessibility', () => {
  let trunkline: Trunkline
  let browser: Browser
  beforeAll(async () => {
    trunkline = await startTrunkline()
    browser = await launchBrowser(null)
  })
  afterAll(async () => {
    await browser?.close()
    await trunkline?.stop()
  })

  it.each(
    Object.entries(PAGES),
  )('no page of %s has a serious finding, light or dark, or hangs over a telephone’s edge', async (number, paths) => {
    const { page, context } = await openPage(browser, trunkline.links.get(number) ?? '')
    await page.setViewportSize(DESK)
    const findings: string[] = []
    for (const path of paths) {
      await open(page, `${trunkline.url}${path}`)
      findings.push(...(await seriousFindings(page, 'dark')), ...(await seriousFindings(page, 'light')))
      findings.push(...(await overTheEdge(page)))
    }
    await context.close()
    expect(findings).toEqual([])
  })

  it('the page can be installed on a telephone, whatever the role', async () => {
    const { page, context } = await openPage(browser, trunkline.links.get('8002') ?? '')
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => null))
    const devTools = await context.newCDPSession(page)
    const { installabilityErrors } = await devTools.send('Page.getInstallabilityErrors')
    const { url, errors } = await devTools.send('Page.getAppManifest')
    await context.close()
    // A test's window keeps nothing: that alone the browser may hold against it.
    expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([])
    expect([new URL(url).pathname, errors]).toEqual(['/manifest.webmanifest', []])
  })

  it('neither log-in nor the demo telephone has a serious finding', async () => {
    const page = await browser.newPage()
    const findings: string[] = []
    for (const path of ['/login', '/phone']) {
      await open(page, `${trunkline.url}${path}`)
      findings.push(...(await seriousFindings(page, 'light')))
    }
    await page.close()
    expect(findings).toEqual([])
  })
})
