// A seat that is disturbed in a call: bun tests/load/reloads/run.ts [reloads=200] [network changes=20] [minutes hidden=30].
// Reloads of the page; a network that fails for two seconds and comes back from other addresses; a tab that is hidden.
// Prints how long the sound was away, then PASS or FAIL.
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { Api } from '../../harness/api.ts'
import { heardInPage, inState, launchBrowser, openSeat } from '../../harness/browser.ts'
import { Customer } from '../../harness/customer.ts'
import { firstSound } from '../../harness/ear.ts'
import { percentile } from '../../harness/figures.ts'
import { freePort } from '../../harness/free-port.ts'
import { startTrunkline, type Trunkline, until } from '../../harness/trunkline.ts'
import { CutNetwork } from './cut-network.ts'
import { HiddenTab } from './hidden-tab.ts'

const AGENT_HZ = 1000
const CUSTOMER_HZ = 440
const OUTAGE_MS = 2000
const ALIVE_SHARE = 0.99
const GAP_MS = 2000
const BACK_WITHIN_MS = 15_000
const LOOK_MS = 10_000
const [reloads = 200, changes = 20, hiddenMinutes = 30] = process.argv.slice(2).map(Number)

const now = (): number => performance.timeOrigin + performance.now()
const waits = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

type Verdict = { isKept: boolean; text: string }

/** A call that this page's agent has answered. */
async function talk(trunkline: Trunkline, page: Page): Promise<Customer> {
  const customer = await Customer.call(trunkline, { hz: CUSTOMER_HZ })
  await customer.choosesService()
  await page.getByTestId('answer').click()
  await customer.sound.hears(AGENT_HZ, 5)
  return customer
}

/** Does it to a call so many times; a call that did not live through it is replaced. Resolves with milliseconds without sound. */
async function disturb(
  trunkline: Trunkline,
  page: Page,
  times: number,
  once: (customer: Customer) => Promise<number>,
): Promise<number[]> {
  const gaps: number[] = []
  let customer = await talk(trunkline, page)
  for (let i = 0; i < times; i++) {
    try {
      gaps.push(await once(customer))
    } catch (fault) {
      console.log(`${i + 1}: not alive: ${fault instanceof Error ? fault.message.split('\n')[0] : fault}`)
      customer.close()
      await page.reload()
      await inState(page, 'idle', 60_000)
      customer = await talk(trunkline, page)
    }
    if ((i + 1) % 20 === 0) console.log(`${i + 1} of ${times}, ${gaps.length} alive`)
  }
  await customer.hangsUp()
  customer.close()
  await inState(page, 'idle')
  return gaps
}

/** From the order to reload until both hear each other. */
async function reload(page: Page, customer: Customer): Promise<number> {
  const from = now()
  await page.reload()
  const { loadedAt, soundAt } = await firstSound(page, BACK_WITHIN_MS)
  const atCustomer = await customer.sound.firstOf(AGENT_HZ, Math.max(from, loadedAt), BACK_WITHIN_MS)
  await inState(page, 'talking')
  return Math.max(soundAt, atCustomer) - from
}

/** The gateway is told no address of the browser's: the only way between them is the network that changes. */
async function hideAddresses(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const { prototype } = RTCPeerConnection
    const original = Object.getOwnPropertyDescriptor(prototype, 'localDescription')?.get
    Object.defineProperty(prototype, 'localDescription', {
      get(this: RTCPeerConnection) {
        const description: RTCSessionDescription | null = original?.call(this)
        if (description === null) return null
        return { type: description.type, sdp: description.sdp.replace(/a=candidate:.*\r\n/g, '') }
      },
    })
  })
}

/** From the network's return until both hear each other. */
async function changeNetwork(network: CutNetwork, page: Page, customer: Customer): Promise<number> {
  network.cut()
  await waits(OUTAGE_MS)
  await network.comesBack()
  const backAt = now()
  const atCustomer = await customer.sound.firstOf(AGENT_HZ, backAt, BACK_WITHIN_MS)
  await until(
    async () => Math.abs((await heardInPage(page)) - CUSTOMER_HZ) <= 5,
    BACK_WITHIN_MS,
    () => 'the page does not hear the customer',
  )
  await inState(page, 'talking')
  return atCustomer - backAt
}

function verdictOf(what: string, gaps: number[], times: number): Verdict {
  const [p50, p95, worst] = [0.5, 0.95, 1].map((share) => Math.round(percentile(gaps, share)))
  const isKept = gaps.length >= times * ALIVE_SHARE && (p95 ?? GAP_MS + 1) <= GAP_MS
  return { isKept, text: `${what}: ${gaps.length} of ${times} alive, sound away p50/p95/max ${p50}/${p95}/${worst} ms` }
}

async function reloaded(trunkline: Trunkline, browser: Browser): Promise<Verdict> {
  const { page, context } = await openSeat(browser, trunkline.links.get('8001') ?? '')
  const gaps = await disturb(trunkline, page, reloads, (customer) => reload(page, customer))
  await context.close()
  return verdictOf('reloads', gaps, reloads)
}

async function networkChanged(trunkline: Trunkline, browser: Browser, network: CutNetwork): Promise<Verdict> {
  const link = (trunkline.links.get('8002') ?? '').replace(trunkline.url, `http://127.0.0.1:${network.port}`)
  const { page, context } = await openSeat(browser, link, hideAddresses)
  const gaps = await disturb(trunkline, page, changes, (customer) => changeNetwork(network, page, customer))
  await context.close()
  return verdictOf(`network away for ${OUTAGE_MS} ms and back from other addresses`, gaps, changes)
}

/** A call goes on in a hidden tab, and the next one rings there and is taken. */
async function hidden(trunkline: Trunkline): Promise<Verdict> {
  const tab = await HiddenTab.open(trunkline.links.get('8003') ?? '', AGENT_HZ)
  const first = Customer.call(trunkline, { hz: CUSTOMER_HZ })
  try {
    await tab.click('skip-password')
    await tab.signIn()
    const customer = await first
    await customer.choosesService()
    await tab.click('answer')
    await customer.sound.hears(AGENT_HZ, 60)
    await tab.hide()
    for (const until = now() + hiddenMinutes * 60_000; now() < until; ) {
      await waits(Math.min(LOOK_MS, until - now()))
      customer.sound.forget()
      await customer.sound.hears(AGENT_HZ, 60, 5000)
    }
    await tab.isInState('talking')
    await customer.hangsUp()
    customer.close()
    await tab.isInState('idle')
    const next = await Customer.call(trunkline, { hz: CUSTOMER_HZ })
    await next.choosesService()
    const choseAt = now()
    await tab.isInState('ringing', GAP_MS)
    const rangMs = Math.round(now() - choseAt)
    await tab.click('answer')
    await next.sound.hears(AGENT_HZ, 60)
    await next.hangsUp()
    next.close()
    return {
      isKept: true,
      text: `tab hidden for ${hiddenMinutes} min: the call lived, the next rang after ${rangMs} ms`,
    }
  } catch (fault) {
    return { isKept: false, text: `hidden tab: ${fault instanceof Error ? fault.message : fault}` }
  } finally {
    tab.close()
    await first.then((customer) => customer.close()).catch(() => {})
  }
}

const network = await CutNetwork.open(await freePort())
const trunkline = await startTrunkline({ TRUNKLINE_ORIGINS: `http://127.0.0.1:${network.port}` })
network.leadsTo(Number(new URL(trunkline.url).port))
const browser = await launchBrowser(AGENT_HZ)
try {
  await (await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')).withoutWrapUp()
  const verdicts = [
    await reloaded(trunkline, browser),
    await networkChanged(trunkline, browser, network),
    await hidden(trunkline),
  ]
  for (const { isKept, text } of verdicts) console.log(`${isKept ? 'PASS' : 'FAIL'} ${text}`)
  process.exitCode = verdicts.every(({ isKept }) => isKept) ? 0 : 1
} finally {
  await browser.close()
  network.close()
  await trunkline.stop()
}
process.exit()
