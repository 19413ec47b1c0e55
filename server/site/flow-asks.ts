// What a flow asks of the world, answered. Rules F18, F31-F36 of server/flow/SPEC.md.
import type { Ms } from '#protocol/ids'
import type { FlowAnswer, FlowQuestion } from '../flow/flow-question.ts'
import { secretWanted } from '../flow/question.ts'
import type { Effect } from '../machine/effects.ts'
import { FlowSecrets } from './flow-secrets.ts'
import type { Site } from './site.ts'

/** Answered by whoever has the stores, the lines and the network. */
export type OutsideQuestion = Exclude<FlowQuestion, { kind: 'secret' | 'queue-status' | 'callback' }>
type Asked = Effect & { type: 'ask' }

const NO: FlowAnswer = { ok: false, values: {} }

export class FlowAsks {
  private readonly secrets = new FlowSecrets()

  constructor(
    private readonly site: Site,
    private readonly outside: (question: OutsideQuestion) => Promise<FlowAnswer>,
    private readonly isBarred: (number: string) => boolean,
  ) {}

  ask({ runId, askId, question }: Asked): void {
    const answer = (given: FlowAnswer) =>
      this.site.runner.dispatch('flow-run', runId, { type: 'answer', askId, answer: given })
    switch (question.kind) {
      case 'secret':
        answer({ ok: this.secrets.settle(runId, question), values: {} })
        return
      case 'queue-status':
        answer(this.queueStatus(question.queue))
        return
      case 'callback':
        answer(this.promise(runId, question))
        return
      default:
        // What led to it is on disk before anybody outside is asked.
        this.site.runner.afterCommit(() => {
          this.outside(this.revealed(runId, question)).then(answer, () => answer(NO))
        })
    }
  }

  /** After a restart nobody answers any more what was asked before it. */
  recovered(): void {
    for (const run of [...this.site.runner.all('flow-run')])
      if (run.state === 'live' && run.stage.name === 'asking')
        this.site.runner.dispatch('flow-run', run.id, { type: 'answer', askId: run.stage.askId, answer: NO })
  }

  /** A digit of a leg as the machines may know it. */
  digit(legId: string, digit: string): string {
    const leg = this.site.runner.get('leg', legId)
    const call = leg && leg.state !== 'new' ? this.site.liveCall(leg.callId) : null
    if (call?.stage.name !== 'menu' || call.customerLeg !== legId) return digit
    const run = this.site.runner.get('flow-run', `${call.id}.f${call.next.run}`)
    if (run?.state !== 'live' || secretWanted(run) === null) return digit
    return this.secrets.keep(run.id, String(run.players), digit)
  }

  ended(runId: string): void {
    this.secrets.forget(runId)
  }

  /** F18: secrets go into what is sent, never into an address, which others log. */
  private revealed(runId: string, question: OutsideQuestion): OutsideQuestion {
    if (question.kind !== 'http') return question
    const reveal = (text: string) => this.secrets.reveal(runId, text)
    const headers = question.headers.map(({ name, value }) => ({ name, value: reveal(value) }))
    return { ...question, headers, body: reveal(question.body) }
  }

  /** F34 */
  private queueStatus(queueId: string): FlowAnswer {
    const { routing } = this.site
    if (!this.site.configuration.queues.some(({ id }) => id === queueId)) return NO
    const waiting = routing.waiting.countOf(queueId)
    const free = routing.agents.freeCount(queueId)
    const expected = free > waiting ? 0 : this.site.expectedWait(queueId, waiting + 1)?.medianMs
    const values = {
      'queue.waiting': String(waiting),
      'queue.free': String(free),
      'queue.at-work': routing.staffing(queueId) === 'at-work' ? '1' : '0',
      'queue.wait': expected === undefined ? '' : String(seconds(expected)),
    }
    return { ok: true, values }
  }

  /** F36, B1, B16, B19 */
  private promise(runId: string, { queue: queueId, number }: FlowQuestion & { kind: 'callback' }): FlowAnswer {
    const { site } = this
    const run = site.runner.get('flow-run', runId)
    const terms = site.configuration.queues.find(({ id }) => id === queueId)?.callback
    if (!terms || run?.state !== 'live' || number === '' || this.isBarred(number)) return NO
    for (const open of site.runner.all('callback'))
      if (open.state !== 'new' && open.state !== 'ended' && open.queueId === queueId && open.number === number)
        return { ok: true, values: {} }
    const { tries, pauseMs } = terms
    const { callId, language } = run
    const askedBy = { kind: 'key', callId } as const
    const wish = { number, queueId, language, place: site.now(), wishedAt: null, askedBy, tries, pauseMs }
    site.runner.dispatch('callback', `${runId}:${run.players}`, { type: 'ask', wish })
    return { ok: true, values: {} }
  }
}

const seconds = (ms: Ms): number => Math.round(ms / 1000)
