import type { WallboardConfig } from '#protocol/room-config'
import type { Database } from '../store/database.ts'

type Row = { id: string; name: string; tiles: string; queues: string }

export function listWallboards(core: Database): WallboardConfig[] {
  return core
    .all<Row>('select id, name, tiles, queues from wallboard order by name, id')
    .map(({ id, name, tiles, queues }) => ({ id, name, tiles: JSON.parse(tiles), queues: JSON.parse(queues) }))
}

export function findWallboard(core: Database, id: string): WallboardConfig | null {
  return listWallboards(core).find((board) => board.id === id) ?? null
}

export function saveWallboard(core: Database, { id, name, tiles, queues }: WallboardConfig): void {
  core.run(
    'insert or replace into wallboard (id, name, tiles, queues) values (?, ?, ?, ?)',
    id,
    name,
    JSON.stringify(tiles),
    JSON.stringify(queues),
  )
}

export function deleteWallboard(core: Database, id: string): void {
  core.run('delete from wallboard where id = ?', id)
}
