// Takes the pictures of scenes.ts in both languages, light and dark, and keeps them small by a palette.
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SCENES } from './scenes.ts'
import { type Language, Stage } from './stage.ts'

const FOLDER = join(import.meta.dirname, '../../deploy/screenshots')
const DESK = { width: 1366, height: 768 }
const PHONE = { width: 390, height: 844 }
const wanted = (process.env.TRUNKLINE_PICTURES ?? '').split(',').filter((name) => name !== '')

async function take(page: Page, path: string): Promise<void> {
  await page.screenshot({ path, animations: 'disabled' })
  const shrunk = spawnSync('pngquant', ['--force', '--ext', '.png', '--speed', '1', '--strip', '128', path])
  expect(shrunk.status, String(shrunk.stderr)).toBe(0)
}

/** Light and dark, at a desk and, where the page is for telephones, at that width. */
async function takeAll(page: Page, name: string, phone: boolean, folder: string): Promise<void> {
  // Nothing is hovered.
  await page.mouse.move(DESK.width / 2, DESK.height - 1)
  for (const [suffix, size] of phone
    ? ([
        ['', DESK],
        ['-phone', PHONE],
      ] as const)
    : ([['', DESK]] as const)) {
    await page.setViewportSize(size)
    for (const colorScheme of ['light', 'dark'] as const) {
      // Without motion no colour is on its way from one theme to the other.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await take(page, join(folder, `${name}${suffix}-${colorScheme}.png`))
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(DESK)
}

describe.each(['zh-CN', 'en'] satisfies Language[])('pictures in %s', (language) => {
  const folder = join(FOLDER, language)
  let stage: Stage
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true })
    stage = await Stage.open(language)
  })
  afterAll(() => stage?.close())

  it.each(SCENES)('$name', async (scene) => {
    await scene.set(stage)
    if (wanted.length === 0 || wanted.includes(scene.name))
      await takeAll(stage.pages[scene.who], scene.name, scene.phone, folder)
  })
})
