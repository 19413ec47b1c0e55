// What the gateway decides by itself about a silent leg: it is hung up, unless its silence is what we asked for.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { LineConfig } from '#protocol/line-config'
import { Gateway } from './gateway.ts'
import type { LineDriver } from './line/line-driver.ts'
import type { MediaEngine, MediaFact } from './media/media-engine.ts'
import { PromptCache } from './recording/prompt-cache.ts'
import { StorageWatch } from './recording/storage-watch.ts'

const directory = mkdtempSync(join(tmpdir(), 'gateway-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const LINE = { id: 'trunk', kind: 'sip' } as LineConfig

function setUp(isHoldTold: boolean) {
  const hungUp: string[] = []
  let tell: (fact: MediaFact) => void = () => {}
  const media = {
    onFact(listener: typeof tell) {
      tell = listener
    },
  } as MediaEngine
  const driver: LineDriver = {
    signalling: { hold: () => isHoldTold, progress: () => {}, transfer: () => {}, answerTransfer: () => {} },
    configure: () => {},
    ring: () => {},
    answer: () => {},
    dial: () => {},
    hangUp: (legId, cause) => void hungUp.push(`${legId} ${cause}`),
    legs: () => [],
    close: async () => {},
  }
  const gateway = new Gateway({
    media,
    prompts: new PromptCache(directory, '', ''),
    drivers: { sip: driver },
    telephones: null,
    report: () => {},
    serverAwayMs: () => 0,
    upload: () => {},
    storage: new StorageWatch(directory, () => {}),
  })
  gateway.carryOut({ type: 'lines.configure', lines: [LINE] })
  gateway.carryOut({ type: 'leg.dial', legId: 'l', callId: 'c', lineId: 'trunk', to: '1', from: '2' })
  const hold = (held: boolean) => gateway.carryOut({ type: 'leg.hold', legId: 'l', held })
  return { hold, silent: () => tell({ type: 'leg.silent', legId: 'l' }), hungUp }
}

describe('a silent leg', () => {
  it('is hung up', () => {
    const { silent, hungUp } = setUp(true)
    silent()
    expect(hungUp).toEqual(['l media-timeout'])
  })

  it('is left alone while the far end knows that it is on hold, and no longer', () => {
    const { hold, silent, hungUp } = setUp(true)
    hold(true)
    silent()
    expect(hungUp).toEqual([])
    hold(false)
    silent()
    expect(hungUp).toEqual(['l media-timeout'])
  })

  it('is hung up in a hold that nobody told it of', () => {
    const { hold, silent, hungUp } = setUp(false)
    hold(true)
    silent()
    expect(hungUp).toEqual(['l media-timeout'])
  })
})
