// How well estimated waits hold on simulated days: bun tests/simulation/wait-run.ts [days] [first]. Exit 1 when on any day
// the band of 80 % does not hold 80 ± 5 % of the time.
import { judge, type Told, WaitDay } from './wait-day.ts'

const days = Number(process.argv[2] ?? 10)
const first = Number(process.argv[3] ?? 1)
const percent = (share: number) => `${(100 * share).toFixed(1)} %`
const seconds = (ms: number) => `${Math.round(ms / 1000)} s`

function line(name: string, told: readonly Told[]): string {
  const { held, sooner, waitMs, widthMs, errorMs } = judge(told)
  const truth = `held ${percent(held)} (served sooner ${percent(sooner)}, later ${percent(1 - held - sooner)})`
  return `${name}: ${told.length} told, ${truth}; mean wait ${seconds(waitMs)}, band ${seconds(widthMs)} wide, median off by ${seconds(errorMs)}`
}

const all: Told[] = []
let outside = 0
for (let seed = first; seed < first + days; seed++) {
  const day = new WaitDay(seed)
  day.run()
  const onEntering = day.told.filter(({ isFirst }) => isFirst)
  all.push(...day.told)
  if (Math.abs(judge(onEntering).held - 0.8) > 0.05) outside += 1
  console.log(line(`day ${seed}, ${day.served} served, ${day.gaveUp} gave up`, onEntering))
}
console.log(
  line(
    'all days, on entering',
    all.filter(({ isFirst }) => isFirst),
  ),
)
console.log(
  line(
    'all days, told again while waiting',
    all.filter(({ isFirst }) => !isFirst),
  ),
)
console.log(`${days} days, ${outside} outside 75-85 %`)
process.exitCode = outside === 0 ? 0 : 1
