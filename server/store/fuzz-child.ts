// Run by database.test.ts in a process of its own, because what it looks for is the death of the process.
import { openDatabase, type Value } from './database.ts'
import { StoreError } from './store-error.ts'

const [path = '', seedText = '1'] = process.argv.slice(2)
const database = openDatabase(path)
database.script('create table t (a any, b any)')
let seed = Number(seedText)
const random = (below: number) => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return seed % below
}

const makers: (() => unknown)[] = [
  () => random(2) === 0,
  () => random(1_000_000),
  () => random(1000) / 7,
  () => BigInt(random(2 ** 31)) ** BigInt(random(5)),
  () => -0,
  () => Number.NaN,
  () => 2 ** random(1100),
  () => String.fromCharCode(...Array.from({ length: random(20) }, () => random(65_536))),
  () => new Uint8Array(Array.from({ length: random(20) }, () => random(256))),
  () => Buffer.from([random(256)]),
  () => new Date(random(2) === 0 ? Number.NaN : random(2 ** 31)),
  () => null,
  () => undefined,
  () => ({ a: random(5) }),
  () => [random(5), true],
  () => new Map([[1, 2]]),
  () => Symbol('s'),
  () => () => 1,
  () => Promise.resolve(1),
  () => new Float64Array([1.5]),
]
const value = () => makers[random(makers.length)]?.() as Value
const statements = ['insert into t values (?, ?)', 'select ? as a, ? as b', 'select * from t where a = ? or b = ?']

for (let round = 0; round < 4000; round += 1) {
  const values = Array.from({ length: random(8) === 0 ? random(4) : 2 }, value)
  const sql = statements[random(statements.length)] ?? ''
  try {
    if (sql.startsWith('insert')) database.run(sql, ...values)
    else if (random(2) === 0) database.get(sql, ...values)
    else database.all(sql, ...values)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
  }
}
database.close()
console.log('survived 4000')
