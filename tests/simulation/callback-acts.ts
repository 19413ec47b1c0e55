// Customers who ask by page to be called back, at random: now or in a while, the agent or the customer first as the queue says.
import { openCallbacks } from '../../server/callback/callback-turns.ts'
import type { Site } from '../../server/site/site.ts'
import type { Random } from './random.ts'

export function askCallback(site: Site, random: Random, n: number): void {
  const place = site.now()
  const wishedAt = random.chance(0.3) ? place + random.between(1000, 60_000) : null
  const terms = { language: 'zh-CN', tries: 2, pauseMs: 30_000 } as const
  const wish = { ...terms, number: `1390000${String(n).padStart(4, '0')}`, place, wishedAt }
  const askedBy = { kind: 'user', userId: 'u1' } as const
  const queueId = random.pick(['service', 'overflow'])
  site.runner.dispatch('callback', `b${n}`, { type: 'ask', wish: { ...wish, queueId, askedBy } })
  if (random.chance(0.1)) site.runner.dispatch('callback', `b${n}`, { type: 'cancel' })
}

/** In the evening what is still open is taken off the list. */
export function cancelOpen(site: Site): void {
  for (const { id } of openCallbacks(site)) site.runner.dispatch('callback', id, { type: 'cancel' })
}
