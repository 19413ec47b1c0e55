// What a real installation starts with after its set-up: hours, an empty queue, a flow; no line, no number.
import type { OpeningHours } from '#protocol/hours-config'
import type { Ms } from '#protocol/ids'
import type { QueueConfig } from '#protocol/queue-config'
import type { Language } from '#protocol/reasons'
import { publishFlow } from '../flow/flow-store.ts'
import { HOURS_ID, menuFlow } from '../flow/menu-flow.ts'
import { saveHours } from '../hours/hours-store.ts'
import { wholeQueue } from '../queue/queue-settings.ts'
import { saveQueue } from '../queue/queue-store.ts'
import type { Database } from '../store/database.ts'

const WEEKDAYS = [1, 2, 3, 4, 5]

export function defaultQueue(id: string, name: string, members: string[]): QueueConfig {
  return wholeQueue({
    id,
    name,
    members,
    strategy: 'longest-idle',
    priority: 50,
    ringMs: 20_000,
    wrapUpMs: 30_000,
    maxWaiting: 100,
    maxWaitMs: 600_000,
    announceEveryMs: 45_000,
    music: 'music',
    serviceLevelMs: 20_000,
    noAnswerLimit: 2,
  })
}

export function alwaysOpen(name: string): OpeningHours {
  return {
    id: HOURS_ID,
    name,
    zone: 'Asia/Shanghai',
    spans: [{ days: [0, 1, 2, 3, 4, 5, 6], from: 0, to: 1440 }],
    forced: 'auto',
  }
}

export function seedStarter(core: Database, language: Language, now: Ms): void {
  const zh = language === 'zh-CN'
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  saveHours(core, {
    id: HOURS_ID,
    name: zh ? '营业时间' : 'Opening hours',
    zone: zh && zone === 'UTC' ? 'Asia/Shanghai' : zone,
    spans: [{ days: WEEKDAYS, from: 9 * 60, to: 18 * 60 }],
    forced: 'auto',
  })
  saveQueue(core, defaultQueue('service', zh ? '客户服务' : 'Service', []))
  const flow = menuFlow({
    id: 'main',
    name: zh ? '主流程' : 'Main menu',
    language,
    queue: 'service',
    greeting: 'greeting-service',
    menu: 'menu-service',
  })
  publishFlow(core, { flow, layout: {}, note: '', authorId: null, at: now })
}
