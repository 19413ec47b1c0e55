import type { QueueConfig } from '#protocol/queue-config'
import type { Database } from '../store/database.ts'
import { wholeQueue } from './queue-settings.ts'

type Row = {
  id: string
  name: string
  strategy: string
  priority: number
  ring_ms: number
  wrap_up_ms: number
  max_waiting: number
  max_wait_ms: number
  announce_every_ms: number
  music: string
  service_level_ms: number
  no_answer_limit: number
  settings: string
}
type Member = { queue_id: string; user_id: string; tier: number }
type Team = { queue_id: string; team_id: string; tier: number }

const COLUMNS =
  'id, name, strategy, priority, ring_ms, wrap_up_ms, max_waiting, max_wait_ms, announce_every_ms, music, service_level_ms, no_answer_limit, settings'

/** Every queue; members are the enabled people who serve it, in the order given. */
export function listQueues(core: Database): QueueConfig[] {
  const members = core.all<Member>(
    `select m.queue_id, m.user_id, m.tier from queue_member m join user u on u.id = m.user_id
     where u.disabled = 0 order by m.queue_id, m.place, u.number`,
  )
  const teams = core.all<Team>('select queue_id, team_id, tier from queue_team order by queue_id, place')
  const membersOf = Map.groupBy(members, (member) => member.queue_id)
  const teamsOf = Map.groupBy(teams, (team) => team.queue_id)
  return core
    .all<Row>(`select ${COLUMNS} from queue order by name, id`)
    .map((row) => queueOf(row, membersOf.get(row.id) ?? [], teamsOf.get(row.id) ?? []))
}

export function findQueue(core: Database, id: string): QueueConfig | null {
  return listQueues(core).find((queue) => queue.id === id) ?? null
}

export function saveQueue(core: Database, queue: QueueConfig): void {
  core.tx(() => {
    core.run(
      `insert into queue (${COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set
       name = excluded.name, strategy = excluded.strategy, priority = excluded.priority, ring_ms = excluded.ring_ms,
       wrap_up_ms = excluded.wrap_up_ms, max_waiting = excluded.max_waiting, max_wait_ms = excluded.max_wait_ms,
       announce_every_ms = excluded.announce_every_ms, music = excluded.music,
       service_level_ms = excluded.service_level_ms, no_answer_limit = excluded.no_answer_limit,
       settings = excluded.settings`,
      queue.id,
      queue.name,
      queue.strategy,
      queue.priority,
      queue.ringMs,
      queue.wrapUpMs,
      queue.maxWaiting,
      queue.maxWaitMs,
      queue.announceEveryMs,
      queue.music,
      queue.serviceLevelMs,
      queue.noAnswerLimit,
      JSON.stringify(settingsOf(queue)),
    )
    setMembers(core, queue)
    setTeams(core, queue)
  })
}

export function deleteQueue(core: Database, id: string): void {
  core.run('delete from queue where id = ?', id)
}

/** What has no column and no table of its own. */
function settingsOf(queue: QueueConfig): Partial<QueueConfig> {
  const { tierAfterMs, skills, weight, vipPriority, redPriority, keepMs, progressiveMs } = queue
  const { announce, announceFirstMs, announcePrompts, delayNoticeMs, delayPrompt } = queue
  const { whisper, agentNumber, agentName, greeting } = queue
  const { wrapUpExtensions, declineLimit, autoAnswer, returnMs, targets, keys } = queue
  const { expectedLimit, overflow, hours, callback } = queue
  const ways = { targets, keys, expectedLimit, overflow, hours, callback }
  const routing = { tierAfterMs, skills, weight, vipPriority, redPriority, keepMs, progressiveMs }
  const said = {
    announce,
    announceFirstMs,
    announcePrompts,
    delayNoticeMs,
    delayPrompt,
    whisper,
    agentNumber,
    agentName,
    greeting,
  }
  return { ...routing, ...said, ...ways, wrapUpExtensions, declineLimit, autoAnswer, returnMs }
}

function setMembers(core: Database, { id, members, tiers }: QueueConfig): void {
  // A disabled person keeps the membership that the page could not see.
  core.run('delete from queue_member where queue_id = ? and user_id in (select id from user where disabled = 0)', id)
  for (const [place, userId] of members.entries()) {
    core.run(
      'insert into queue_member (queue_id, user_id, place, tier) values (?, ?, ?, ?)',
      id,
      userId,
      place,
      tiers[userId] ?? 1,
    )
  }
}

function setTeams(core: Database, { id, teams }: QueueConfig): void {
  core.run('delete from queue_team where queue_id = ?', id)
  for (const [place, team] of teams.entries())
    core.run(
      'insert into queue_team (queue_id, team_id, tier, place) values (?, ?, ?, ?)',
      id,
      team.id,
      team.tier,
      place,
    )
}

/** The queues that a person serves, set from the person's side; places of those kept do not move. */
export function setQueuesOfUser(core: Database, userId: string, queueIds: string[]): void {
  core.tx(() => {
    const before = queuesOfUser(core, userId)
    for (const id of before.filter((queueId) => !queueIds.includes(queueId))) {
      core.run('delete from queue_member where queue_id = ? and user_id = ?', id, userId)
    }
    for (const id of queueIds.filter((queueId) => !before.includes(queueId))) {
      core.run(
        `insert into queue_member (queue_id, user_id, place)
         values (?, ?, (select coalesce(max(place), -1) + 1 from queue_member where queue_id = ?))`,
        id,
        userId,
        id,
      )
    }
  })
}

function queuesOfUser(core: Database, userId: string): string[] {
  return core
    .all<{ queue_id: string }>('select queue_id from queue_member where user_id = ? order by queue_id', userId)
    .map((row) => row.queue_id)
}

function queueOf(row: Row, members: Member[], teams: Team[]): QueueConfig {
  return wholeQueue({
    ...(JSON.parse(row.settings) as Partial<QueueConfig>),
    id: row.id,
    name: row.name,
    members: members.map((member) => member.user_id),
    tiers: Object.fromEntries(members.filter(({ tier }) => tier > 1).map(({ user_id, tier }) => [user_id, tier])),
    teams: teams.map(({ team_id, tier }) => ({ id: team_id, tier })),
    strategy: row.strategy as QueueConfig['strategy'],
    priority: row.priority,
    ringMs: row.ring_ms,
    wrapUpMs: row.wrap_up_ms,
    maxWaiting: row.max_waiting,
    maxWaitMs: row.max_wait_ms,
    announceEveryMs: row.announce_every_ms,
    music: row.music,
    serviceLevelMs: row.service_level_ms,
    noAnswerLimit: row.no_answer_limit,
  })
}
