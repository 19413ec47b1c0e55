// The laws of the house that a compiler does not check.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')
const SKIPPED = new Set(['node_modules', 'build', '.svelte-kit', 'compiled', 'data'])

function filesUnder(directory: string): string[] {
  return readdirSync(directory).flatMap((name) => {
    if (SKIPPED.has(name)) return []
    const path = join(directory, name)
    if (statSync(path).isDirectory()) return filesUnder(path)
    return /(\.(ts|svelte)|^SPEC\.md)$/.test(name) ? [relative(ROOT, path)] : []
  })
}

const files = ['server', 'gateway', 'web/src'].flatMap((folder) => filesUnder(join(ROOT, folder)))
const programs = files.filter((file) => !file.endsWith('.md'))
const sources = programs.filter((file) => !file.endsWith('.test.ts'))
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8')

/** What a file imports: [kind, repository path, '#protocol/…' or package name]. */
function importsOf(file: string): { isType: boolean; target: string }[] {
  const pattern =
    /(?:^|\n)\s*(import|export)\s+(type\s)?[^'"`;]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g
  return [...textOf(file).matchAll(pattern)].map((match) => {
    const specifier = match[3] ?? match[4] ?? ''
    const target = specifier.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(file), specifier)) : specifier
    return { isType: match[2] !== undefined, target }
  })
}

const programOf = (path: string) => /^(server|gateway|web)\//.exec(path)?.[1] ?? null

describe('the house', () => {
  it('server, gateway and web meet only in server/protocol', () => {
    const crossing = sources.flatMap((file) =>
      importsOf(file)
        .filter(({ target }) => programOf(target) !== null && programOf(target) !== programOf(file))
        .filter(({ target }) => !target.startsWith('server/protocol/'))
        .map(({ target }) => `${file} → ${target}`),
    )
    expect(crossing).toEqual([])
  })

  it('web takes only types from the protocol', () => {
    const values = sources
      .filter((file) => file.startsWith('web/'))
      .flatMap((file) =>
        importsOf(file)
          .filter(({ isType, target }) => target.startsWith('#protocol/') && !isType)
          .map(() => file),
      )
    expect(values).toEqual([])
  })

  it('server/protocol imports nothing but TypeBox and itself; the recording file’s cipher also node:crypto', () => {
    const allowed = (file: string, target: string) =>
      target === '@sinclair/typebox' ||
      target.startsWith('server/protocol/') ||
      (target === 'node:crypto' && file === 'server/protocol/recording-cipher.ts')
    const foreign = sources
      .filter((file) => file.startsWith('server/protocol/'))
      .flatMap((file) => importsOf(file).flatMap(({ target }) => (allowed(file, target) ? [] : [target])))
    expect(foreign).toEqual([])
  })

  it('the machines are pure: no clock, no random, no I/O', () => {
    const machines = [
      'server/call/call.ts',
      'server/call/call-start.ts',
      'server/call/call-step.ts',
      'server/call/leg.ts',
      'server/agent/agent.ts',
      'server/queue/queue-entry.ts',
      'server/queue/entry-exit.ts',
      'server/queue/entry-offer.ts',
      'server/queue/entry-place.ts',
      'server/queue/entry-sound.ts',
      'server/queue/routing.ts',
      'server/queue/agents.ts',
      'server/queue/eligibility.ts',
      'server/queue/explain.ts',
      'server/queue/explain-agent.ts',
      'server/queue/membership.ts',
      'server/queue/strategy.ts',
      'server/queue/waiting.ts',
      'server/queue/wakes.ts',
      'server/flow/data-nodes.ts',
      'server/flow/digit-check.ts',
      'server/flow/flow-check.ts',
      'server/flow/flow-exits.ts',
      'server/flow/flow-run.ts',
      'server/flow/flow-state.ts',
      'server/flow/flow-trial.ts',
      'server/flow/outside-nodes.ts',
      'server/flow/question.ts',
      'server/flow/template.ts',
      'server/call/call-flow.ts',
      'server/call/call-back.ts',
      'server/call/call-wake-up.ts',
      'server/wake-up/wake-up.ts',
      'server/callback/callback.ts',
      'server/inbound/inbound-rules.ts',
      'server/outbound/outbound-rules.ts',
      'server/number-list/number-keys.ts',
      'server/number-list/verdict.ts',
    ]
    for (const file of machines)
      expect(textOf(file), file).not.toMatch(/Date\.now|Math\.random|performance\.|await |setTimeout|console\.|'node:/)
  })

  it('no file is longer than 400 lines', () => {
    const long = programs.filter((file) => textOf(file).split('\n').length > 401)
    expect(long).toEqual([])
  })

  it.each(files.filter((file) => file.endsWith('.md')))('%s gives a number to one rule only', (file) => {
    const numbers = [...textOf(file).matchAll(/^- ([A-Z]{1,2}\d+) /gm)].map(([, number]) => number)
    expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([])
  })

  it('no folder has a name that says nothing', () => {
    expect(programs.filter((file) => /\/(utils?|helpers?|common|misc|managers?|services?)\//.test(file))).toEqual([])
  })

  it('pages never insert HTML made from text', () => {
    expect(sources.filter((file) => textOf(file).includes('{@html'))).toEqual([])
  })

  it('the environment is read in the two config files only', () => {
    const readers = sources.filter((file) => /process\.env|Bun\.env/.test(textOf(file)))
    const allowed = ['gateway/main.ts', 'server/main.ts']
    expect(readers.filter((file) => !allowed.includes(file) && !file.endsWith('/config.ts'))).toEqual([])
  })
})
