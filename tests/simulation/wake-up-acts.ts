// Wake-up calls of seats and of outside numbers, set at random, some for every day, some taken back; and what must be true of them.
import type { LoggedInput } from '../../server/runner/event-log.ts'
import type { Site } from '../../server/site/site.ts'
import type { WakeUpRecord, WakeUpTarget } from '../../server/wake-up/wake-up-inputs.ts'
import { openWakeUps } from '../../server/wake-up/wake-up-turns.ts'
import type { Random } from './random.ts'

export function setWakeUp(site: Site, random: Random, n: number): void {
  const agents = [...site.configuration.people.keys()]
  const number = `1370000${String(n).padStart(4, '0')}`
  const to: WakeUpTarget = random.chance(0.4)
    ? { kind: 'agent', agentId: random.pick(agents) }
    : { kind: 'number', number }
  const wish = {
    to,
    at: site.now() + random.between(1000, 120_000),
    zone: 'Asia/Shanghai',
    repeat: random.chance(0.1) ? ('daily' as const) : ('once' as const),
    language: 'zh-CN' as const,
    confirm: random.chance(0.3),
    tries: random.between(1, 4),
    pauseMs: random.between(5000, 60_000),
    setBy: 'u1',
  }
  site.runner.dispatch('wake-up', `w${n}`, { type: 'set', wish })
  if (random.chance(0.05)) site.runner.dispatch('wake-up', `w${n}`, { type: 'cancel' })
}

/** In the evening those of every day are taken off the list. */
export function cancelWakeUps(site: Site): void {
  for (const { id } of openWakeUps(site)) site.runner.dispatch('wake-up', id, { type: 'cancel' })
}

/** WU1-WU8, WU11: each time has one result that its tries bear out, and none is lost. */
export function wakeUpProblems(inputs: readonly LoggedInput[], records: readonly WakeUpRecord[]): string[] {
  const problems: string[] = []
  const byId = Map.groupBy(records, ({ id }) => id)
  for (const { machine, machineId, input } of inputs) {
    if (machine !== 'wake-up' || input.type !== 'set') continue
    const results = byId.get(machineId) ?? []
    if (results.length === 0) problems.push(`wake-up ${machineId} has no result`)
    if (input.wish.repeat === 'once' && results.length > 1) problems.push(`wake-up ${machineId} has two results`)
    if (new Set(results.map(({ at }) => at)).size < results.length)
      problems.push(`wake-up ${machineId} has two results of one time`)
    byId.delete(machineId)
  }
  for (const id of byId.keys()) problems.push(`wake-up ${id} has a result and was never set`)
  for (const { id, result, tried, tries, answeredAt, callId } of records) {
    if (tried > tries) problems.push(`wake-up ${id} was tried ${tried} times of ${tries}`)
    if (result === 'failed' && tried < tries) problems.push(`wake-up ${id} gave up after ${tried} of ${tries}`)
    if ((result === 'answered') !== (answeredAt !== null)) problems.push(`wake-up ${id}: ${result} at ${answeredAt}`)
    if (result === 'answered' && callId === null) problems.push(`wake-up ${id} was answered without a call`)
  }
  return problems
}
