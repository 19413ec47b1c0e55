// The two queues of a simulated day, with every setting that the seed can reach.
import type { QueueConfig } from '../../server/protocol/queue-config.ts'
import { queueSample } from '../harness/samples.ts'
import type { Random } from './random.ts'

/** A second queue that the first leads to, and whatever strategy the seed gives. */
export function simulatedQueues(members: string[], random: Random): QueueConfig[] {
  const strategies = ['longest-idle', 'round-robin', 'ring-all', 'progressive-ring', 'hunting', 'random'] as const
  const common = { members, maxWaiting: 50, maxWaitMs: 240_000, noAnswerLimit: 2, declineLimit: 3, returnMs: 60_000 }
  const onward = { kind: 'queue', queue: 'overflow' } as const
  const message = { kind: 'node', node: 'message' } as const
  const targets = { full: onward, timeout: onward, nobody: message, onBreak: message }
  const limits = {
    expectedLimit: { ms: 150_000, target: message },
    overflow: { share: 30, whenWaiting: 15, afterMs: 60_000, target: onward },
  }
  const said: Partial<QueueConfig> = {
    announce: 'both',
    announceFirstMs: 4000,
    announcePrompts: ['one', 'two'],
    delayNoticeMs: 20_000,
  }
  const introduction = { whisper: 'name', agentNumber: true, greeting: 'welcome' }
  const callback = {
    tries: 2,
    pauseMs: 30_000,
    prompt: 'who',
    first: random.pick(['customer', 'agent'] as const),
  }
  const asks = { keys: { '9': onward, '7': message, '5': { kind: 'callback' } as const }, callback }
  return [
    queueSample({ ...common, ...limits, ...said, strategy: random.pick(strategies), targets, ...asks }),
    queueSample({ ...common, ...introduction, id: 'overflow', strategy: random.pick(strategies) }),
  ]
}
