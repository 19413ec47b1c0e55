// Many seeds: bun tests/simulation/run.ts [seeds] [first]. Prints how far it is and the seeds that break an invariant; exit 1 if any.
import { CallCentre } from './call-centre.ts'
import { storedProblems } from './invariants.ts'

const seeds = Number(process.argv[2] ?? 2000)
const first = Number(process.argv[3] ?? 1)
const outcomes: Record<string, number> = {}
let broken = 0
const startedAt = performance.now()
for (let seed = first; seed < first + seeds; seed++) {
  // What flows have asked is answered between the days, not in them: else every day is kept.
  await Promise.resolve()
  const centre = new CallCentre(seed, { agents: 40, calls: 400, durationMs: 360_000, faults: 25, wakeUps: 40 })
  centre.run()
  const problems = [...new Set(centre.problems), ...storedProblems(centre)]
  for (const record of centre.log.batches.flatMap((batch) => batch.records))
    outcomes[record.outcome] = (outcomes[record.outcome] ?? 0) + 1
  if (problems.length > 0) {
    broken += 1
    console.log(`seed ${seed}: ${problems.slice(0, 5).join('; ')}`)
  }
  const run = seed - first + 1
  if (run % 100 === 0) console.log(`${run} of ${seeds} seeds, ${broken} broken`)
}
console.log(`${seeds} seeds, ${broken} broken, ${Math.round((performance.now() - startedAt) / 1000)} s`, outcomes)
process.exitCode = broken === 0 ? 0 : 1
