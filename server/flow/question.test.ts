import { describe, expect, it } from 'vitest'
import type { DigitCheck, FlowNode } from '#protocol/flow-config'
import { FlowWalk, flowOf } from '../../tests/harness/flow-walk.ts'
import { digitsPass } from './digit-check.ts'
import { secretWanted } from './question.ts'

const asked = { prompt: 'enter', wrongPrompt: 'wrong', silentPrompt: 'silent', timeoutMs: 5000, tries: 2 }
const collect = (more: Partial<FlowNode & { kind: 'collect' }> = {}): FlowNode => ({
  ...{ id: 'c', kind: 'collect', ...asked, into: 'account', min: 4, max: 6, finishKey: '#', betweenMs: 3000 },
  ...{ check: { kind: 'any' }, next: 'ok', failed: 'bad', ...more },
})
const end = (id: string): FlowNode => ({ id, kind: 'play', prompt: id, next: '' })
const walk = (more = {}, before: FlowNode[] = []) =>
  new FlowWalk(flowOf([...before, collect(more), end('ok'), end('bad')]))

describe('collect', () => {
  it('F17 the most digits end it', () => {
    const done = walk().heard().keys('123456')
    expect(done.walker.variables).toEqual({ account: '123456' })
    expect(done.said).toEqual(['enter', 'ok'])
  })

  it('F17 the finish key ends it, which is no digit', () => {
    expect(walk().keys('1234#').walker.variables).toEqual({ account: '1234' })
  })

  it('F17 silence after a digit ends it', () => {
    const typing = walk().heard().keys('1234')
    expect(typing.effects).toContainEqual({ type: 'set-timer', name: 'no-key', after: 3000 })
    expect(typing.silence().walker.variables).toEqual({ account: '1234' })
  })

  it('F7 F17 too few cost a try, and so does silence; none left leads to failed', () => {
    const twice = walk().heard().keys('12#').heard().keys('1').silence()
    expect(twice.said).toEqual(['enter', 'wrong', 'enter', 'bad'])
    expect(twice.path).toEqual(['c', 'c:wrong', 'c:wrong', 'bad'])
    expect(twice.walker.variables).toEqual({})
  })

  it('F7 silence has its own way out where the node gives one', () => {
    expect(walk({ tries: 1, silent: 'ok' }).heard().silence().said).toEqual(['enter', 'ok'])
  })

  it('F9 digits typed through what is said before it are taken', () => {
    const before: FlowNode[] = [{ id: 'p', kind: 'play', prompt: 'p', next: 'c' }]
    const done = walk({}, before).keys('123456')
    expect(done.said).toEqual(['p', 'ok'])
    expect(done.walker.variables).toEqual({ account: '123456' })
  })

  it('F16 what is to be heard whole goes on, and the digits count all the same', () => {
    const before: FlowNode[] = [{ id: 'p', kind: 'play', prompt: 'p', next: 'c', whole: true }]
    const through = walk({}, before).keys('123456')
    expect(through.stage).toBe('playing')
    expect(through.heard().walker.variables).toEqual({ account: '123456' })
  })

  it('F17 a check that fails costs a try', () => {
    const range = walk({ check: { kind: 'range', from: 1000, to: 1999 } })
    expect(range.keys('2000#').heard().keys('1999#').walker.variables).toEqual({ account: '1999' })
  })

  it.each<[DigitCheck, string, boolean]>([
    [{ kind: 'range', from: 1, to: 31 }, '07', true],
    [{ kind: 'range', from: 1, to: 31 }, '32', false],
    [{ kind: 'one-of', values: ['100', '200'] }, '200', true],
    [{ kind: 'one-of', values: ['100', '200'] }, '20', false],
    // The example of ISO/IEC 7812 in general use, and one digit off.
    [{ kind: 'luhn' }, '4539578763621486', true],
    [{ kind: 'luhn' }, '4539578763621487', false],
    [{ kind: 'luhn' }, '79927398713', true],
    [{ kind: 'date' }, '20240229', true],
    [{ kind: 'date' }, '20230229', false],
    [{ kind: 'date' }, '20261301', false],
    [{ kind: 'date' }, '2026111', false],
  ])('F17 %j of %s: %s', (check, digits, expected) => expect(digitsPass(check, digits)).toBe(expected))
})

describe('secret digits', () => {
  const secret = { secret: true, check: { kind: 'luhn' } as const }

  it('F18 are dots in the state, whoever keeps them says whether they pass, and no text gets them', () => {
    const typed = walk(secret).heard().keys('••••#')
    expect(typed.question).toEqual({ kind: 'secret', into: 'account', check: { kind: 'luhn' } })
    const done = typed.answer({ ok: true })
    expect(done.walker).toMatchObject({ secrets: ['account'], variables: { account: '' } })
    expect(done.path).toEqual(['c', 'c:ok', 'ok'])
  })

  it('F18 one that does not pass, or is not answered for in time, costs a try', () => {
    const wrong = walk(secret).heard().keys('••••#').answer({ ok: false })
    expect(wrong.said).toEqual(['enter', 'wrong', 'enter'])
    const late = wrong.heard().keys('••••#').give({ type: 'timer', name: 'answer' })
    expect(late.said.at(-1)).toBe('bad')
  })

  it('F18 are wanted from the first prompt on, and through what is said before; typed ahead they are dropped', () => {
    const before: FlowNode[] = [{ id: 'p', kind: 'play', prompt: 'p', next: 'c' }]
    const playing = walk(secret, before)
    expect(secretWanted(playing.walker)).toBe('account')
    const asking = playing.keys('•')
    expect(asking.stage).toBe('prompting')
    expect(asking.walker.ahead).toBe('')
    expect(secretWanted(asking.heard().walker)).toBe('account')
    expect(secretWanted(walk().walker)).toBeNull()
  })

  it('F18 an HTTP node has the name in place of the digits', () => {
    const http: FlowNode = {
      ...{ id: 'ok', kind: 'http', method: 'POST', url: 'https://bank.example/{{account}}', headers: [] },
      ...{
        body: '{"card":"{{account}}","who":"{{ANI}}"}',
        timeoutMs: 3000,
        take: [],
        waitPrompt: null,
        next: '',
        failed: '',
      },
    }
    const asking = new FlowWalk(flowOf([collect(secret), http])).heard().keys('••••#').answer({ ok: true })
    expect(asking.question).toMatchObject({
      url: 'https://bank.example/{{account}}',
      body: '{"card":"{{account}}","who":"+8613800138000"}',
    })
  })

  it('F24 a variable set by text is no secret any more', () => {
    const set: FlowNode = { id: 'ok', kind: 'set', into: 'account', value: 'none', next: 'bad' }
    const done = new FlowWalk(flowOf([collect(secret), set, end('bad')])).heard().keys('••••#').answer({ ok: true })
    expect(done.walker).toMatchObject({ secrets: [], variables: { account: 'none' } })
  })
})

describe('survey', () => {
  const survey: FlowNode = {
    id: 's',
    kind: 'survey',
    ...asked,
    topic: 'service',
    lowest: 1,
    highest: 5,
    next: 'ok',
    failed: 'bad',
  }
  const nodes = [survey, end('ok'), end('bad')]

  it('F30 keeps the key with the call', () => {
    const done = new FlowWalk(flowOf(nodes)).keys('4')
    expect(done.effects).toContainEqual({
      type: 'record-survey',
      answer: { callId: 'c1', runId: 'c1.f1', node: 's', topic: 'service', score: 4 },
    })
    expect(done.path).toEqual(['s', 's:4', 'ok'])
  })

  it.each(['0', '6', '*', '#'])('F30 %s is no answer', (key) => {
    const wrong = new FlowWalk(flowOf(nodes)).keys(key)
    expect(wrong.said).toEqual(['enter', 'wrong', 'enter'])
    expect(wrong.effects.some((effect) => effect.type === 'record-survey')).toBe(false)
  })
})

describe('language', () => {
  it('F27 all that follows is said in it, and the call is told', () => {
    const walked = new FlowWalk(flowOf([{ id: 'l', kind: 'language', language: 'en', next: 'ok' }, end('ok')]))
    expect(walked.told).toEqual([{ type: 'flow.language', language: 'en' }])
    expect(walked.effects.find((effect) => effect.type === 'play')).toMatchObject({ language: 'en', prompts: ['ok'] })
  })
})
