// Whom a call can go to, and what can be done with each: pure, for the panel of colleagues, numbers, queues and flows.
// T1 a dialable text is a number first, unless it is a colleague's · T2 colleagues by name, pinyin or agent number, free ones first · T3 queues and flows only
// in a talk, the number book when something is typed · T4 acts in the order of use; the first is Enter's · T5 whose calls go on elsewhere can be called, whatever the state.
import type { BookEntry } from '#protocol/api'
import type { ColleagueView } from '#protocol/web-messages'

export type Named = { id: string; name: string }
/** `id` tells it from every other of the list. */
export type Target =
  | { kind: 'number'; id: string; number: string; name?: string }
  | { kind: 'agent'; id: string; colleague: ColleagueView }
  | { kind: 'queue'; id: string; placeId: string; name: string }
  | { kind: 'flow'; id: string; placeId: string; name: string }
/** idle: no call of one's own · talking · holding, with nobody brought yet. */
export type Moment = 'idle' | 'talking' | 'holding'
export type Act =
  | 'call'
  | 'campCall'
  | 'pickUp'
  | 'consult'
  | 'campConsult'
  | 'handOver'
  | 'campHandOver'
  | 'messages'
  | 'refer'
  | 'dialBeside'
  | 'toQueue'
  | 'toFlow'

const DIALABLE = /^[+*#0-9][0-9*# -]{2,}$/
const RANK: Record<ColleagueView['state'], number> = {
  free: 0,
  'not-ready': 1,
  ringing: 2,
  busy: 3,
  'do-not-disturb': 4,
  away: 5,
  'signed-out': 6,
}

const matches = (text: string, query: string): boolean => text.toLowerCase().includes(query)

export function targets(
  typed: string,
  known: {
    colleagues: readonly ColleagueView[]
    queues: readonly Named[]
    flows: readonly Named[]
    book: readonly BookEntry[]
  },
  moment: Moment,
): Target[] {
  const query = typed.trim().toLowerCase()
  const colleagues = known.colleagues
    .filter(({ name, number, search }) => matches(name, query) || matches(search, query) || number.startsWith(query))
    .sort((a, b) => RANK[a.state] - RANK[b.state] || a.number.localeCompare(b.number))
  const found = colleagues.map((colleague): Target => ({ kind: 'agent', id: `agent ${colleague.id}`, colleague }))
  const isColleague = known.colleagues.some(({ number }) => number === query)
  if (DIALABLE.test(query) && !isColleague)
    found.unshift({ kind: 'number', id: `number ${query}`, number: typed.trim() })
  for (const { short, number, name, search } of known.book)
    if (query !== '' && (matches(name, query) || matches(search, query) || short.startsWith(query)))
      found.push({ kind: 'number', id: `book ${short}`, number, name: `${name} ${short}` })
  if (moment === 'idle') return found
  const named = (kind: 'queue' | 'flow', list: readonly Named[]) =>
    list
      .filter(({ name }) => matches(name, query))
      .map(({ id, name }): Target => ({ kind, id: `${kind} ${id}`, placeId: id, name }))
  return [...found, ...named('queue', known.queues), ...named('flow', known.flows)]
}

export function acts(target: Target, moment: Moment): readonly Act[] {
  if (target.kind === 'queue') return ['toQueue']
  if (target.kind === 'flow') return ['toFlow']
  if (target.kind === 'agent') return colleagueActs(target.colleague, moment)
  if (moment === 'idle') return ['call']
  return moment === 'holding' ? ['consult', 'handOver', 'dialBeside'] : ['consult', 'handOver', 'refer']
}

/** Calls of this colleague go on elsewhere as things are. */
export function goesOn({ state, forwards = [] }: Pick<ColleagueView, 'state' | 'forwards'>): boolean {
  if (forwards.includes('always')) return true
  if (state === 'signed-out' || state === 'away') return forwards.includes('away')
  return state !== 'free' && state !== 'not-ready' && forwards.includes('busy')
}

/** T5 */
function colleagueActs(colleague: ColleagueView, moment: Moment): readonly Act[] {
  const usual = agentActs(colleague.state, moment)
  if (!goesOn(colleague)) return usual
  const first: readonly Act[] = moment === 'idle' ? ['call'] : ['consult', 'handOver']
  return [...first, ...usual.filter((act) => !first.includes(act))]
}

function agentActs(state: ColleagueView['state'], moment: Moment): readonly Act[] {
  if (state === 'signed-out' || state === 'away') return moment === 'idle' ? [] : ['messages']
  if (state === 'do-not-disturb') return moment === 'idle' ? [] : ['messages']
  const isFree = state === 'free' || state === 'not-ready'
  if (moment === 'idle') return isFree ? ['call'] : state === 'ringing' ? ['pickUp', 'campCall'] : ['campCall']
  return isFree ? ['consult', 'handOver', 'messages'] : ['campConsult', 'campHandOver', 'messages']
}
