// Fairness over many decisions: bun tests/simulation/routing-run.ts [decisions] [compare]. With `compare` each decision is
// also held against the rules without an index. Exit 1 if any seed breaks a rule.
import { Random } from './random.ts'
import { runWorlds } from './routing-world.ts'

const decisions = Number(process.argv[2] ?? 1_000_000)
const compares = process.argv[3] === 'compare'
const startedAt = performance.now()
const { made, worlds, broken } = runWorlds(decisions, compares, (seed) => new Random(seed + 1_000_003))
for (const problem of broken.slice(0, 20)) console.log(problem)
const seconds = Math.round((performance.now() - startedAt) / 1000)
console.log(`${made} decisions in ${worlds} worlds, ${broken.length} broken, ${seconds} s`)
process.exitCode = broken.length === 0 ? 0 : 1
