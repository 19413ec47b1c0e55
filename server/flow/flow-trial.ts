// A flow walked without a call: the walk itself on a clock of its own, with a caller and a world that do as they are told. Rules T1-T8 in SPEC.md.

import type { TrialGiven, TrialLine, TrialResult } from '#protocol/flow-api'
import type { FlowDefinition } from '#protocol/flow-config'
import type { Ms } from '#protocol/ids'
import type { Effect } from '../machine/effects.ts'
import { withBoxes } from '../message/box-flow.ts'
import { digitsPass } from './digit-check.ts'
import type { FlowRunInput } from './flow-inputs.ts'
import type { FlowAnswer, FlowQuestion } from './flow-question.ts'
import { newFlowRun, stepFlowRun } from './flow-run.ts'
import { type FlowRun, type FlowStage, nodeOf, type Walker } from './flow-state.ts'
import { questionAt, secretWanted } from './question.ts'
import { type TrialWorld, worldAsTold } from './trial-world.ts'

/** T8: then it counts as endless. */
const MOST_ACTS = 3000
const LEG = 'trial'
const MESSAGE_MS: Ms = 5000
const QUEUE_MS: Ms = 30_000

export function tryFlow(flow: FlowDefinition, given: TrialGiven, world: TrialWorld): TrialResult {
  const told = worldAsTold(world, given)
  return new Trial(withBoxes(flow, told.boxes), given, told).walk()
}

class Trial {
  private run: FlowRun = newFlowRun('trial.f1')
  private now: Ms
  private readonly lines: TrialLine[] = []
  private readonly steps: string[] = []
  private readonly turns = new Map<string, number>()
  private variables: Record<string, string> = {}
  private question = 0
  private recordings = 0
  private secret = ''
  private asked: { askId: string; question: FlowQuestion } | null = null
  private end: TrialResult['end'] | null = null
  /** The node at which the caller goes on whom the agent has left. */
  private after: string | null = null

  constructor(
    private readonly flow: FlowDefinition,
    private readonly given: TrialGiven,
    private readonly world: TrialWorld,
  ) {
    this.now = given.at
    this.begin(null)
  }

  walk(): TrialResult {
    for (let acts = 0; this.run.state === 'live'; acts++) {
      if (acts >= MOST_ACTS) {
        this.end = 'endless'
        break
      }
      this.act(this.run)
    }
    return { lines: this.lines, path: this.steps, variables: this.variables, end: this.end ?? 'ended' }
  }

  private begin(at: string | null): void {
    const { flows, queues, hours, zone } = this.world
    const { caller, called } = this.given
    const who = { callId: LEG, legId: LEG, caller, called, variables: this.variables }
    this.give({ type: 'start', ...who, flow: this.flow, flows: [...flows], queues, hours, zone, at })
  }

  private give(input: FlowRunInput): void {
    const [run, effects] = stepFlowRun(this.run, input, this.now)
    this.run = run
    if (run.state === 'live') this.variables = { ...run.variables }
    for (const effect of effects) this.note(effect)
  }

  private note(effect: Effect): void {
    const at = this.now - this.given.at
    if (effect.type === 'play') {
      const { language } = effect
      const prompts = effect.prompts.map((name) => ({ name, text: this.world.prompt(name, language).text }))
      this.lines.push({ kind: 'said', at, prompts, language })
      if (!effect.loop) this.now += effect.prompts.reduce((ms, name) => ms + this.world.prompt(name, language).ms, 0)
    }
    if (effect.type === 'gateway' && effect.command.type === 'player.start')
      this.now += effect.command.items.reduce((ms, item) => ms + ('ms' in item ? item.ms : 0), 0)
    if (effect.type === 'ask') {
      this.asked = effect
      this.lines.push({ kind: 'asked', at, node: this.nodeId(), text: questionText(effect.question) })
    }
    if (effect.type !== 'tell' || effect.machine !== 'call') return
    const { input } = effect
    if (input.type === 'flow.queue') this.after = input.after ?? null
    if (input.type !== 'flow.went') return
    this.steps.push(input.step)
    if (input.step.endsWith('loop')) this.end = 'loop'
    this.lines.push({ kind: 'step', at, node: input.step.split(':')[0] ?? '', step: input.step })
  }

  private nodeId(): string {
    return this.run.state === 'live' ? this.run.node : ''
  }

  private act(run: Walker): void {
    const { stage } = run
    switch (stage.name) {
      case 'playing':
      case 'greeting-message':
      case 'before-recording':
      case 'saying-goodbye':
      case 'sounding-tone':
        this.give({ type: 'player.finished', playerId: stage.playerId })
        return
      case 'prompting':
      case 'listening':
        this.answerQuestion(run, stage)
        return
      case 'typing':
        this.now += run.node === '' ? 0 : betweenMs(run)
        this.give({ type: 'timer', name: 'no-key' })
        return
      case 'asking':
        this.answerAsked(run)
        return
      case 'in-queue':
        this.leaveQueue(run)
        return
      case 'ringing': {
        const way = this.wayOf(run.node, 'agent')
        this.handed(run.node, way)
        if (way === 'busy' || way === 'no-answer') this.give({ type: 'ring.ended', why: way })
        else this.taken()
        return
      }
      case 'taking-message':
        this.speak(MESSAGE_MS)
        this.give({ type: 'message.ended' })
        return
      case 'recording':
        this.speakAt(run)
    }
  }

  private speak(ms: Ms): void {
    this.lines.push({ kind: 'spoke', at: this.now - this.given.at, ms })
    this.now += ms
  }

  /** T11 */
  private speakAt(run: Walker): void {
    const { id, into } = nodeOf(run, 'record')
    const { way, values } = this.given.answers[id]?.[this.turn(id)] ?? { way: 'next', values: {} }
    this.turns.set(id, (this.turns.get(id) ?? 0) + 1)
    const ms = way === 'nothing' ? 0 : secondsIn(values[`${into}.seconds`]) * 1000
    this.speak(ms)
    this.recordings += 1
    this.give({ type: 'record.ended', recordingId: `${LEG}.r${this.recordings}`, ms, cut: false })
  }

  /** T3: one answer for each time that a question is put. */
  private answerQuestion(run: Walker, stage: FlowStage & { name: 'prompting' | 'listening' }): void {
    const keys = this.given.keys[this.question]
    this.question += 1
    if (keys === undefined || keys === 'x') {
      this.end = 'hung-up'
      this.lines.push({ kind: 'pressed', at: this.now - this.given.at, keys: 'x' })
      this.give({ type: 'hang-up', gone: true })
      return
    }
    if (keys === '') {
      this.lines.push({ kind: 'silence', at: this.now - this.given.at })
      if (stage.name === 'prompting') this.give({ type: 'player.finished', playerId: stage.playerId })
      this.now += questionAt(run).timeoutMs
      this.give({ type: 'timer', name: 'no-key' })
      return
    }
    const isSecret = secretWanted(run) !== null
    this.secret = isSecret ? keys.replace(/\D/g, '') : ''
    this.lines.push({ kind: 'pressed', at: this.now - this.given.at, keys: isSecret ? keys.replace(/\d/g, '•') : keys })
    for (const digit of keys) this.give({ type: 'digit', digit: isSecret ? digit.replace(/\d/, '•') : digit })
  }

  /** T4: which way, the next of those given for the node; the last one again; else the one where all goes well. */
  private wayOf(node: string, wellGone: string): string {
    return this.given.answers[node]?.[this.turn(node)]?.way ?? wellGone
  }

  private turn(node: string): number {
    const turn = this.turns.get(node) ?? 0
    return Math.min(turn, (this.given.answers[node]?.length ?? 1) - 1)
  }

  private answerAsked(run: Walker): void {
    if (!this.asked) throw new Error('a walk waits for an answer to nothing')
    const { question, askId } = this.asked
    if (question.kind === 'secret') {
      this.give({ type: 'answer', askId, answer: { ok: digitsPass(question.check, this.secret), values: {} } })
      return
    }
    const way = this.wayOf(run.node, WELL_GONE[question.kind] ?? 'next')
    const values = this.given.answers[run.node]?.[this.turn(run.node)]?.values ?? usual(question)
    this.turns.set(run.node, (this.turns.get(run.node) ?? 0) + 1)
    this.lines.push({ kind: 'answered', at: this.now - this.given.at, node: run.node, way })
    const ok = !NOT_SO.has(way)
    const answer: FlowAnswer = { ok, values: ok ? values : {} }
    if (question.kind === 'way-out' && ok)
      answer.guest = {
        ...{ kind: 'number', number: question.number, to: question.number, lineId: LEG, from: '' },
        ...{ withheld: false, noAnswerMs: question.ringMs },
      }
    this.give({ type: 'answer', askId, answer })
  }

  /** T5 */
  private leaveQueue(run: Walker): void {
    const way = this.wayOf(run.node, 'agent')
    this.handed(run.node, way)
    if (way === 'full' || way === 'timeout') {
      this.now += way === 'timeout' ? QUEUE_MS : 0
      this.give({ type: 'queue.left', why: way })
      return
    }
    this.taken()
  }

  private handed(node: string, way: string): void {
    this.turns.set(node, (this.turns.get(node) ?? 0) + 1)
    this.lines.push({ kind: 'handed', at: this.now - this.given.at, node, to: way })
  }

  /** An agent has the call; T6: where the queue's node says so, the caller comes back when the agent has left. */
  private taken(): void {
    this.give({ type: 'hang-up' })
    const { after } = this
    this.after = null
    if (after === null) {
      this.end = 'agent'
      return
    }
    this.run = newFlowRun('trial.f2')
    this.begin(after)
  }
}

const secondsIn = (text = ''): number => (/^\d{1,3}$/.test(text) ? Number(text) : MESSAGE_MS / 1000)

function betweenMs(run: Walker): Ms {
  const node = questionAt(run)
  return node.kind === 'collect' ? node.betweenMs : 0
}

/** T4: the way where all goes well; a caller is in no list. */
const WELL_GONE: Partial<Record<FlowQuestion['kind'], string>> = { customer: 'found', listed: 'no' }
const NOT_SO: ReadonlySet<string> = new Set(['failed', 'unknown', 'busy', 'no'])

/** T4: an idle centre. */
function usual(question: FlowQuestion): Record<string, string> {
  if (question.kind !== 'queue-status') return {}
  return { 'queue.waiting': '0', 'queue.free': '1', 'queue.at-work': '1', 'queue.wait': '0' }
}

function questionText(question: FlowQuestion): string {
  switch (question.kind) {
    case 'http':
      return `${question.method} ${question.url} ${question.body}`.trim()
    case 'customer':
    case 'listed':
    case 'way-out':
      return question.number
    case 'customer-note':
      return `${question.number}: ${question.text}`
    case 'queue-status':
    case 'callback':
      return question.queue
    case 'secret':
      return question.into
  }
}
