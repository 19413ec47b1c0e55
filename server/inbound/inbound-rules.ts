// Which next step a call takes, and why no rule before it. Pure. Rules I0-I10, I12 in SPEC.md.
import type { FlowDefinition } from '#protocol/flow-config'
import type { OpeningHours } from '#protocol/hours-config'
import type { LineId, Ms } from '#protocol/ids'
import type {
  CallerMark,
  CustomerField,
  CustomerTest,
  InboundRule,
  InboundTrial,
  NextStep,
  WhyNot,
} from '#protocol/inbound-rules'
import type { ListAnswer } from '#protocol/number-lists'
import type { AgentConfig, TeamConfig } from '#protocol/people-config'
import type { QueueConfig } from '#protocol/queue-config'
import { hoursState } from '../flow/opening-hours.ts'
import { areaOf } from '../number/area-codes.ts'
import { isCalled } from '../number/did-match.ts'
import { displayNumber, regionOf } from '../number/phone-number.ts'
import type { Refusal } from '../number-list/verdict.ts'

export type InboundSetting = {
  rules: readonly InboundRule[]
  forced: { on: boolean; step: NextStep | null }
}
const NO_RULES: InboundSetting = { rules: [], forced: { on: false, step: null } }
/** What rules are held against. */
export type InboundSurroundings = {
  inbound?: InboundSetting
  hours: readonly OpeningHours[]
  flows: readonly Pick<FlowDefinition, 'id'>[]
  queues: readonly Pick<QueueConfig, 'id'>[]
  people: ReadonlyMap<string, Pick<AgentConfig, 'id'>>
  teams?: readonly Pick<TeamConfig, 'id'>[]
  /** Message boxes made by name (M1). */
  boxes?: readonly { id: string }[]
}
/** What is known of a caller. `fields`: '' for what is not known. */
export type CallerFacts = {
  marks: readonly CallerMark[]
  /** Lists that he stands in. */
  lists: readonly string[]
  refusal: Refusal | null
  fields: Readonly<Record<CustomerField, string>>
}
/** `customer`: the stored number, '' when withheld; `flow`: what the number itself is given to. */
export type InboundCall = {
  dialed: string
  lineId: LineId | null
  customer: string
  caller: CallerFacts
  flow: string | null
}

export function inboundStep(around: InboundSurroundings, call: InboundCall, at: Ms): InboundTrial {
  const { refusal } = call.caller
  if (refusal !== null) return refused(around, refusal)
  const { rules, forced } = around.inbound ?? NO_RULES
  if (forced.on && forced.step !== null && isThere(around, forced.step))
    return { by: 'forced', rule: null, step: forced.step, rules: [] }
  const passed: InboundTrial['rules'] = []
  for (const rule of rules) {
    const { id, name, step } = rule
    const why = whyNot(around, rule, call, at)
    if (why.length === 0) return { by: 'rule', rule: { id, name }, step, rules: passed }
    passed.push({ id, name, why })
  }
  const { flow } = call
  return flow === null
    ? { by: 'none', rule: null, step: null, rules: passed }
    : { by: 'number', rule: null, step: { kind: 'flow', flow }, rules: passed }
}

/** I0 */
function refused(around: InboundSurroundings, { list, entryId: entry }: Refusal): InboundTrial {
  const { id, name, answer } = list
  const step = answerStep(answer)
  const isGiven = step !== null && isThere(around, step)
  return { by: 'list', list: { id, name, entry }, rule: null, step: isGiven ? step : null, rules: [] }
}

function answerStep(answer: ListAnswer): NextStep | null {
  switch (answer.kind) {
    case 'busy':
      return null
    case 'prompt':
      return { kind: 'hang-up', prompt: answer.prompt, language: answer.language }
    case 'flow':
      return { kind: 'flow', flow: answer.flow }
  }
}

function whyNot(around: InboundSurroundings, rule: InboundRule, call: InboundCall, at: Ms): WhyNot[] {
  const why: WhyNot[] = []
  if (!rule.enabled) why.push('off')
  if (rule.numbers.length > 0 && !rule.numbers.some((number) => isCalled(number, call.dialed))) why.push('number')
  if (rule.lines.length > 0 && !rule.lines.some((line) => line === call.lineId)) why.push('line')
  if (!isCaller(rule.caller, call)) why.push('caller')
  if (!(rule.customer ?? []).every((test) => holds(test, call.caller.fields[test.field]))) why.push('customer')
  if (rule.time !== null) {
    const { hours: id, states } = rule.time
    const hours = around.hours.find((candidate) => candidate.id === id)
    if (!hours) why.push('hours')
    else if (!states.includes(hoursState(hours, at))) why.push('time')
  }
  if (!isThere(around, rule.step)) why.push('target')
  return why
}

/** I5 */
function isCaller(wanted: InboundRule['caller'], { customer, caller }: InboundCall): boolean {
  const { prefixes, countries, marks, lists = [], regions = [] } = wanted
  if ([prefixes, countries, marks, lists, regions].every(({ length }) => length === 0)) return true
  if (marks.some((mark) => caller.marks.includes(mark))) return true
  if (customer === '') return false
  if (lists.some((id) => caller.lists.includes(id))) return true
  const written = displayNumber(customer)
  if (prefixes.some((prefix) => (prefix.startsWith('+') ? customer : written).startsWith(prefix))) return true
  const area = regions.length > 0 ? areaOf(customer) : null
  if (area && (regions.includes(area.province) || regions.includes(area.code))) return true
  return countries.length > 0 && countries.includes(regionOf(customer))
}

/** I12: letters count the same in either case. */
function holds({ op, to }: CustomerTest, field: string): boolean {
  const [value, wanted] = [field.trim().toLowerCase(), to.trim().toLowerCase()]
  switch (op) {
    case 'is':
      return value === wanted
    case 'is-not':
      return value !== wanted
    case 'begins':
      return value.startsWith(wanted)
    case 'contains':
      return value.includes(wanted)
    case 'empty':
      return value === ''
    case 'filled':
      return value !== ''
  }
}

/** I7 */
export function isThere(around: InboundSurroundings, step: NextStep): boolean {
  const { flows, queues, people } = around
  switch (step.kind) {
    case 'flow':
      return flows.some(({ id }) => id === step.flow)
    case 'queue':
      return queues.some(({ id }) => id === step.queue)
    case 'agent':
      return people.has(step.agent)
    case 'message':
      return isBox(around, step.box)
    case 'number':
    case 'hang-up':
      return true
  }
}

const isBox = ({ people, queues, teams = [], boxes = [] }: InboundSurroundings, box: string): boolean =>
  people.has(box) || [...queues, ...teams, ...boxes].some(({ id }) => id === box)
