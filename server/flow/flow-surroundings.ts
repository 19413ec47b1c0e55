// What a flow may name, and the world that it is tried out in, as they are now.
import type { Language } from '#protocol/reasons'
import { hoursInForce } from '../hours/holiday-store.ts'
import { listHours } from '../hours/hours-store.ts'
import type { AppDeps } from '../http/parts.ts'
import { listBoxes } from '../message/box-store.ts'
import { listNumberLists } from '../number-list/list-store.ts'
import { listQueues } from '../queue/queue-store.ts'
import { listTeams } from '../team/team-store.ts'
import { listAgents } from '../user/user-store.ts'
import type { FlowSurroundings } from './flow-check.ts'
import { listFlows } from './flow-store.ts'
import type { TrialWorld } from './trial-world.ts'

type Deps = Pick<AppDeps, 'stores' | 'prompts'>

export function surroundingsOf({ stores: { core }, prompts }: Deps): FlowSurroundings {
  const queues = listQueues(core)
  const agents = listAgents(core)
  return {
    queues: queues.map(({ id, callback }) => ({ id, hasCallback: callback !== null })),
    hours: listHours(core).map(({ id }) => id),
    agents: agents.map(({ id }) => id),
    boxes: [...agents, ...queues, ...listTeams(core), ...listBoxes(core)].map(({ id }) => id),
    flows: listFlows(core),
    lists: listNumberLists(core).map(({ id }) => id),
    hasPrompt: (name, language) => prompts.find(name, language) !== null,
  }
}

export function trialWorld({ stores: { core }, prompts }: Deps): TrialWorld {
  const hours = hoursInForce(core)
  const known = new Map(prompts.list().map((prompt) => [prompt.name, prompt]))
  return {
    flows: listFlows(core),
    queues: listQueues(core),
    hours,
    boxes: listBoxes(core),
    zone: hours[0]?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    prompt: (name: string, language: Language) => ({
      text: known.get(name)?.sounds[language]?.text || name,
      ms: prompts.resolve(name, language)?.durationMs ?? 0,
    }),
  }
}
