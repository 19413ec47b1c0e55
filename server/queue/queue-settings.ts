// What a queue does where nothing is said: for clients that leave a setting out, and for queues in older events.
import type { QueueConfig, StoredQueue } from '#protocol/queue-config'

export const QUEUE_DEFAULTS = {
  tiers: {},
  teams: [],
  tierAfterMs: 0,
  skills: [],
  weight: 1,
  vipPriority: 0,
  redPriority: 0,
  keepMs: 30_000,
  progressiveMs: 10_000,
  announce: 'position',
  announceFirstMs: 0,
  announcePrompts: [],
  delayNoticeMs: 0,
  delayPrompt: 'queue-delay',
  whisper: null,
  agentNumber: false,
  agentName: false,
  greeting: null,
  wrapUpExtensions: 2,
  declineLimit: 0,
  autoAnswer: false,
  returnMs: 0,
  targets: { full: { kind: 'exit' }, timeout: { kind: 'exit' }, nobody: null, onBreak: null },
  expectedLimit: null,
  overflow: null,
  hours: null,
  keys: {},
  callback: null,
} satisfies Partial<QueueConfig>

const NAMES = Object.keys(QUEUE_DEFAULTS)
const isWhole = (queue: StoredQueue): queue is QueueConfig => NAMES.every((name) => name in queue)

/** The queue with all its settings; the same object when it has them. */
export const wholeQueue = (queue: StoredQueue): QueueConfig =>
  isWhole(queue) ? queue : { ...QUEUE_DEFAULTS, ...queue }
