// Decisions per second, and from "agent free" to "offer on the wire": bun tests/load/acd/run.ts. Beside it the same queues by
// an SQL-polling loop, and the floors that follow from the intervals of mod_callcenter (100 ms) and app_queue (1 s).
import { SIZES, spread } from './centre.ts'
import { pureDecisions } from './pure-decisions.ts'
import { siteOffers } from './site-offers.ts'
import { sqlPolling } from './sql-polling.ts'

const ms = (value: number): string => value.toFixed(value < 10 ? 2 : 0).padStart(8)

console.log(
  'agents waiting   decisions/s  decision p99 | free → offer, ms: p50      p99     worst | SQL polling, ms: p50     worst',
)
for (const size of SIZES) {
  const pure = pureDecisions(size)
  const offers = spread(await siteOffers(size))
  const polling = spread(await sqlPolling(size, size.agents > 1000 ? 5 : 20))
  console.log(
    `${String(size.agents).padStart(6)}${String(size.waiting).padStart(8)}${String(pure.perSecond).padStart(14)}` +
      `${`${pure.p99Us.toFixed(0)} µs`.padStart(14)} |${ms(offers.p50).padStart(22)} ${ms(offers.p99)} ${ms(offers.worst)} |` +
      `${ms(polling.p50).padStart(21)}  ${ms(polling.worst)}`,
  )
}
console.log('Floors: mod_callcenter polls each 100 ms (50 ms in the middle), app_queue checks each second (500 ms).')
