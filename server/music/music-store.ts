import type { MusicList } from '#protocol/prompt-library'
import type { Database } from '../store/database.ts'

type Row = { name: string; title: string; tracks: string }
const listOf = (row: Row): MusicList => ({ ...row, tracks: JSON.parse(row.tracks) as string[] })

export function listMusic(core: Database): MusicList[] {
  return core.all<Row>('select name, title, tracks from music_list order by title, name').map(listOf)
}

export function findMusic(core: Database, name: string): MusicList | null {
  const row = core.get<Row>('select name, title, tracks from music_list where name = ?', name)
  return row === null ? null : listOf(row)
}

export function saveMusic(core: Database, { name, title, tracks }: MusicList): void {
  core.run(
    'insert or replace into music_list (name, title, tracks) values (?, ?, ?)',
    name,
    title,
    JSON.stringify(tracks),
  )
}

export function deleteMusic(core: Database, name: string): void {
  core.run('delete from music_list where name = ?', name)
}
