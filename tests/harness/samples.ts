// Configuration samples for tests.

import type { FlowDefinition } from '#protocol/flow-config'
import type { OpeningHours } from '#protocol/hours-config'
import type { QueueConfig } from '#protocol/queue-config'
import { QUEUE_DEFAULTS } from '../../server/queue/queue-settings.ts'

export const queueSample = (overrides: Partial<QueueConfig> = {}): QueueConfig => ({
  id: 'service',
  name: 'Service',
  ...QUEUE_DEFAULTS,
  members: ['a1', 'a2'],
  strategy: 'longest-idle',
  priority: 0,
  ringMs: 20_000,
  wrapUpMs: 30_000,
  maxWaiting: 30,
  maxWaitMs: 600_000,
  announceEveryMs: 30_000,
  music: 'music',
  serviceLevelMs: 20_000,
  noAnswerLimit: 1,
  ...overrides,
})

export const hoursSample = (forced: OpeningHours['forced'] = 'open'): OpeningHours => ({
  id: 'main',
  name: 'Main',
  zone: 'Asia/Shanghai',
  spans: [{ days: [1, 2, 3, 4, 5], from: 540, to: 1080 }],
  forced,
})

export const flowSample = (): FlowDefinition => ({
  id: 'service',
  name: 'Service',
  version: 1,
  language: 'zh-CN',
  start: 'hours',
  nodes: [
    { id: 'hours', kind: 'hours', hours: 'main', open: 'greeting', closed: 'closed' },
    { id: 'greeting', kind: 'play', prompt: 'greeting-service', next: 'menu' },
    {
      id: 'menu',
      kind: 'menu',
      prompt: 'menu-service',
      keys: { '1': 'queue', '2': 'message' },
      wrongPrompt: 'wrong-key',
      silentPrompt: 'no-key',
      timeoutMs: 5000,
      tries: 3,
      failed: 'goodbye',
    },
    { id: 'queue', kind: 'queue', queue: 'service', full: 'full', timeout: 'message' },
    { id: 'full', kind: 'play', prompt: 'queue-full', next: 'message' },
    { id: 'closed', kind: 'play', prompt: 'closed', next: 'message' },
    { id: 'message', kind: 'message', prompt: 'leave-message', maxMs: 120_000, box: 'service', next: 'saved' },
    { id: 'saved', kind: 'hang-up', prompt: 'message-saved' },
    { id: 'goodbye', kind: 'hang-up', prompt: 'goodbye' },
  ],
})
