// Real Chromium with a fake microphone that plays a tone for ever.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { addEar } from './ear.ts'
import { toneWav } from './tone-wav.ts'
import { until } from './trunkline.ts'

export const CHROMIUM = '/usr/bin/chromium'
/** A page that takes longer for anything has failed. */
const WITHIN_MS = 12_000

/** Plays for ever. */
function toneFile(hz: number): string {
  const path = join(mkdtempSync(join(tmpdir(), 'tone-')), `${hz}.wav`)
  writeFileSync(path, toneWav(hz, 2, 48_000))
  return path
}

/** A browser whose microphone plays this tone; null = one that is asked for its microphone and gets no answer but no. */
export const launchBrowser = (microphoneHz: number | null): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: browserArguments(microphoneHz) })

export function browserArguments(microphoneHz: number | null): string[] {
  const microphone =
    microphoneHz === null
      ? ['--deny-permission-prompts']
      : ['--use-fake-ui-for-media-stream', `--use-file-for-fake-audio-capture=${toneFile(microphoneHz)}`]
  return [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--use-fake-device-for-media-stream',
    ...microphone,
    '--autoplay-policy=no-user-gesture-required',
  ]
}

export type SeatPage = { page: Page; context: BrowserContext }

/** Echo cancellation and noise suppression take a steady tone for noise: the test's microphone is not a voice. */
export async function rawMicrophone(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const { mediaDevices } = navigator
    const original = mediaDevices.getUserMedia.bind(mediaDevices)
    mediaDevices.getUserMedia = (constraints) => {
      const audio = typeof constraints?.audio === 'object' ? constraints.audio : {}
      const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false }
      return original(constraints?.audio ? { ...constraints, audio: { ...audio, ...raw } } : constraints)
    }
  })
}

/** Signs in by the link; the page then shows what the person's role starts with. */
export async function openPage(browser: Browser, link: string, permissions = ['microphone']): Promise<SeatPage> {
  const context = await browser.newContext({ permissions, viewport: { width: 1366, height: 768 } })
  context.setDefaultTimeout(WITHIN_MS)
  const page = await context.newPage()
  await page.goto(link)
  await page.getByTestId('skip-password').click()
  await page.waitForURL((url) => url.pathname !== '/link')
  return { page, context }
}

/** Signs in by the link, passes the audio check, waits until calls can come. */
export async function openSeat(
  browser: Browser,
  link: string,
  prepare: (context: BrowserContext) => Promise<void> = async () => {},
): Promise<SeatPage> {
  const context = await browser.newContext({ permissions: ['microphone'], viewport: { width: 1366, height: 768 } })
  await rawMicrophone(context)
  await addEar(context)
  await prepare(context)
  context.setDefaultTimeout(WITHIN_MS)
  const page = await context.newPage()
  // Leaving the page in a call is asked about: these tests mean it.
  page.on('dialog', (dialog) => void dialog.accept())
  await page.goto(link)
  await page.getByTestId('skip-password').click()
  await page.waitForURL((url) => url.pathname !== '/link' && url.pathname !== '/')
  // A supervisor's work begins elsewhere.
  if (new URL(page.url()).pathname !== '/seat') await page.goto(new URL('/seat', page.url()).href)
  await page.getByTestId('sign-in-seat').last().click()
  await page
    .getByTestId('call-state')
    .filter({ hasText: /空闲|Idle/ })
    .waitFor()
  return { page, context }
}

/** What the page plays, as levels in dB by frequency; a window of 0.7 s. Null while nothing is connected. */
function spectrumInPage(page: Page): Promise<{ hzPerBin: number; bins: number[] } | null> {
  return page.evaluate(async () => {
    const element = [...document.querySelectorAll('audio')].find((audio) => audio.srcObject instanceof MediaStream)
    if (!element) return null
    const context = new AudioContext()
    const analyser = context.createAnalyser()
    analyser.fftSize = 32_768
    analyser.smoothingTimeConstant = 0
    context.createMediaStreamSource(element.srcObject as MediaStream).connect(analyser)
    // The window is full when the context, not the clock on the wall, has played so much: a busy machine is slower.
    const fullAt = context.currentTime + analyser.fftSize / context.sampleRate
    await new Promise<void>((done) => {
      const look = () => (context.currentTime >= fullAt ? done() : setTimeout(look, 10))
      look()
    })
    const bins = new Float32Array(analyser.frequencyBinCount)
    analyser.getFloatFrequencyData(bins)
    const hzPerBin = context.sampleRate / analyser.fftSize
    await context.close()
    // Silence is minus infinity, which JSON does not know.
    return { hzPerBin, bins: Array.from(bins, (level) => Math.max(level, -200)) }
  })
}

/** How loud each frequency is in what the page plays, in dB. */
export async function levelsInPage(page: Page, frequencies: number[]): Promise<number[]> {
  const spectrum = await spectrumInPage(page)
  if (spectrum === null) return frequencies.map(() => Number.NEGATIVE_INFINITY)
  const { hzPerBin, bins } = spectrum
  return frequencies.map((hz) =>
    Math.max(...bins.slice(Math.floor((hz - 6) / hzPerBin), Math.ceil((hz + 6) / hzPerBin))),
  )
}

/** The strongest frequency in what the page plays, by an analyser on its audio element's stream; 0 = silence. */
export async function heardInPage(page: Page): Promise<number> {
  const spectrum = await spectrumInPage(page)
  if (spectrum === null) return 0
  const { hzPerBin: hz, bins } = spectrum
  let best = Math.ceil(100 / hz)
  for (let i = best; i < bins.length && i * hz < 4000; i++) if ((bins[i] ?? -200) > (bins[best] ?? -200)) best = i
  const [left, middle, right] = [bins[best - 1] ?? 0, bins[best] ?? 0, bins[best + 1] ?? 0]
  if (middle < -60) return 0
  const shift = (left - right) / (2 * (left - 2 * middle + right))
  return (best + shift) * hz
}

/** Waits until the page plays this frequency; returns what was measured. */
export async function hearsInPage(page: Page, hz: number, tolerance = 5, withinMs = 15_000): Promise<number> {
  let heard = 0
  await until(
    async () => {
      heard = await heardInPage(page)
      return Math.abs(heard - hz) <= tolerance
    },
    withinMs,
    () => `the page plays ${heard} Hz instead of ${hz} Hz`,
  )
  return heard
}

/** Waits until the call bar says this state, e.g. 'talking'. */
export async function inState(page: Page, state: string, withinMs = 15_000): Promise<void> {
  await page.locator(`[data-testid="call-state"][data-state="${state}"]`).waitFor({ timeout: withinMs })
}
