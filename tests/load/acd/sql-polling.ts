// The same queues run by a loop of mod_callcenter's shape (design: one pass each 100 ms, everybody who waits by score, for
// each one query of agents joined with tiers), its tables in memory and with the indexes it would wish for.
import { type Database, openDatabase } from '../../../server/store/database.ts'
import { agentIds, queueOf, queuesFor, type Size } from './centre.ts'

const PASS_EVERY_MS = 100

/** Milliseconds from free to offered, one per round; a pass longer than its interval delays the next. */
export async function sqlPolling({ agents, waiting }: Size, rounds: number): Promise<number[]> {
  const db = openDatabase(':memory:')
  fill(db, agents, waiting)
  const ids = agentIds(agents)
  const times: number[] = []
  let callers = waiting
  for (let i = 0; i < rounds; i++) {
    const id = ids[(i * 31) % ids.length] as string
    // The agent becomes free somewhere between two passes, as evenly as the rounds go.
    const freeAt = performance.now()
    db.run(`update agent set state = 'waiting' where id = ?`, id)
    await new Promise((resolve) => setTimeout(resolve, PASS_EVERY_MS * ((i * 0.618) % 1)))
    while (!pass(db)) await new Promise((resolve) => setTimeout(resolve, PASS_EVERY_MS))
    times.push(performance.now() - freeAt)
    db.run(`update agent set state = 'busy', last_end = ? where id = ?`, i, id)
    join(db, callers++)
  }
  db.close()
  return times
}

function fill(db: Database, agents: number, waiting: number): void {
  db.script(`create table member (id text primary key, queue text, score integer, state text);
    create table agent (id text primary key, state text, status text, last_end integer);
    create table tier (queue text, agent text, level integer, place integer);
    create index member_state on member (state, score);
    create index tier_queue on tier (queue, level, place);`)
  db.tx(() => {
    for (const id of agentIds(agents))
      db.run('insert into agent (id, state, status, last_end) values (?, ?, ?, 0)', id, 'busy', 'available')
    for (const queue of queuesFor(agents))
      for (const [place, id] of queue.members.entries())
        db.run('insert into tier (queue, agent, level, place) values (?, ?, 1, ?)', queue.id, id, place)
    for (let i = 0; i < waiting; i++) join(db, i)
  })
}

function join(db: Database, caller: number): void {
  const queue = `q${queueOf(caller)}`
  db.run('insert into member (id, queue, score, state) values (?, ?, ?, ?)', `c${caller}`, queue, -caller, 'waiting')
}

/** One pass over all who wait; true when somebody was offered. */
function pass(db: Database): boolean {
  const members = db.all<{ id: string; queue: string }>(
    `select id, queue from member where state = 'waiting' order by score desc`,
  )
  let hasOffered = false
  for (const { id, queue } of members) {
    const agents = db.all<{ id: string; state: string }>(
      `select a.id, a.state from tier t join agent a on a.id = t.agent
       where t.queue = ? and a.status in ('available', 'on break') order by t.level, a.last_end, t.place`,
      queue,
    )
    const free = agents.find(({ state }) => state === 'waiting')
    if (!free) continue
    db.run(`update agent set state = 'reserved' where id = ?`, free.id)
    db.run(`delete from member where id = ?`, id)
    hasOffered = true
  }
  return hasOffered
}
