// What the tiles of a wallboard say, from the queues and agents of the board and the site's limits. Pure.
// WF1 a figure without a value is '—', never 0 · WF2 a target comes from the alarm limits, and a breach is said ·
// WF3 a board of some queues counts the agents who serve one of them.
import { duration } from '#lib/clock/format.ts'
import type { AlarmLimits, WallboardConfig, WallTile } from '#protocol/room-config'
import type { AgentView, QueueView } from '#protocol/web-messages'

export type FigureTile = Exclude<WallTile, 'queues' | 'alarms'>
export type WallFigure = {
  tile: FigureTile
  text: string
  unit: '' | '%'
  target: { side: 'above' | 'below'; text: string } | null
  isBreach: boolean
}
export type Floor = { queues: QueueView[]; agents: AgentView[] }

const isFigure = (tile: WallTile): tile is FigureTile => tile !== 'queues' && tile !== 'alarms'
export const figureTiles = (tiles: readonly WallTile[]): FigureTile[] => tiles.filter(isFigure)

/** WF3 */
export function floorOf(
  { queues }: Pick<WallboardConfig, 'queues'>,
  maps: { queue: ReadonlyMap<string, QueueView>; agent: ReadonlyMap<string, AgentView> },
): Floor {
  const all = [...maps.queue.values()]
  const agents = [...maps.agent.values()]
  if (queues.length === 0) return { queues: all, agents }
  return {
    queues: queues.flatMap((id) => maps.queue.get(id) ?? []),
    agents: agents.filter((agent) => agent.queues.some((id) => queues.includes(id))),
  }
}

const sum = (queues: readonly QueueView[], of: (queue: QueueView) => number): number =>
  queues.reduce((total, queue) => total + of(queue), 0)
const percent = (share: number): string => (share * 100).toFixed(share >= 0.9995 ? 0 : 1)

function measured(tile: FigureTile, { queues, agents }: Floor, now: number): number | null {
  const doing = (name: AgentView['activity']) => agents.filter(({ activity }) => activity === name).length
  const offered = sum(queues, (queue) => queue.offeredToday)
  const share = (part: number) => (offered === 0 ? null : part / offered)
  switch (tile) {
    case 'waiting':
      return sum(queues, (queue) => queue.waiting)
    case 'longest-wait': {
      const since = queues.flatMap(({ longestWaitSince }) => longestWaitSince ?? [])
      return since.length === 0 ? null : now - Math.min(...since)
    }
    case 'service-level':
      return share(sum(queues, (queue) => (queue.serviceLevel ?? 0) * queue.offeredToday))
    case 'abandoned':
      return share(sum(queues, (queue) => queue.abandonedToday))
    case 'idle':
      return agents.filter((agent) => agent.presence === 'available' && agent.activity === 'idle' && agent.reachable)
        .length
    case 'talking':
      return doing('talking') + doing('holding')
    case 'wrap-up':
      return doing('wrap-up')
    case 'not-ready':
      return agents.filter(({ presence }) => presence === 'not-ready').length
    case 'signed-in':
      return agents.filter(({ presence }) => presence !== 'signed-out').length
    case 'offered':
      return offered
    case 'answered':
      return sum(queues, (queue) => queue.answeredToday)
  }
}

type Limit = { side: 'above' | 'below'; value: number }

function limitOf(tile: FigureTile, limits: AlarmLimits): Limit | null {
  const [side, value] = {
    waiting: ['above', limits.waiting] as const,
    'longest-wait': ['above', limits.oldestWaitMs] as const,
    'service-level': ['below', limits.serviceLevel] as const,
  }[tile as string] ?? ['above', null]
  return value === null ? null : { side, value }
}

function shown(tile: FigureTile, value: number | null): Pick<WallFigure, 'text' | 'unit'> {
  if (value === null) return { text: '—', unit: '' }
  if (tile === 'longest-wait') return { text: duration(value), unit: '' }
  const isShare = tile === 'service-level' || tile === 'abandoned'
  return isShare ? { text: percent(value), unit: '%' } : { text: String(value), unit: '' }
}

export function wallFigure(tile: FigureTile, floor: Floor, limits: AlarmLimits, now: number): WallFigure {
  const value = measured(tile, floor, now)
  const limit = limitOf(tile, limits)
  const isBreach =
    value !== null && limit !== null && (limit.side === 'above' ? value > limit.value : value < limit.value)
  const aim = limit && shown(tile, limit.value)
  return {
    tile,
    ...shown(tile, value),
    target: limit && aim && { side: limit.side, text: aim.text + aim.unit },
    isBreach,
  }
}

export type QueueRow = { queue: QueueView; longestMs: number | null; isWaitBreach: boolean; isLevelBreach: boolean }

/** With the queue's own limits. */
export function queueRow(queue: QueueView, limits: Partial<AlarmLimits>, now: number): QueueRow {
  const { waiting, oldestWaitMs, serviceLevel } = limits
  const longestMs = queue.longestWaitSince === null ? null : now - queue.longestWaitSince
  const isOver = (value: number | null, limit: number | null | undefined) =>
    value !== null && limit !== null && limit !== undefined && value > limit
  const isLevelBreach =
    queue.serviceLevel !== null &&
    serviceLevel !== null &&
    serviceLevel !== undefined &&
    queue.serviceLevel < serviceLevel
  return {
    queue,
    longestMs,
    isWaitBreach: isOver(queue.waiting, waiting) || isOver(longestMs, oldestWaitMs),
    isLevelBreach,
  }
}

/** The rows of one page; pages go round. */
export function pageOf<T>(rows: readonly T[], size: number, turn: number): { rows: T[]; page: number; of: number } {
  const of = Math.max(1, Math.ceil(rows.length / size))
  const page = turn % of
  return { rows: rows.slice(page * size, (page + 1) * size), page: page + 1, of }
}
