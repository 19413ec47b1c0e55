import type { TeamConfig } from '#protocol/people-config'
import type { Database } from '../store/database.ts'

/** Every team with its enabled members by number. */
export function listTeams(core: Database): TeamConfig[] {
  const members = core.all<{ team_id: string; user_id: string }>(
    `select m.team_id, m.user_id from team_member m join user u on u.id = m.user_id
     where u.disabled = 0 order by u.number`,
  )
  const of = Map.groupBy(members, (member) => member.team_id)
  return core
    .all<{ id: string; name: string }>('select id, name from team order by name, id')
    .map(({ id, name }) => ({ id, name, members: (of.get(id) ?? []).map((member) => member.user_id) }))
}

export function findTeam(core: Database, id: string): TeamConfig | null {
  return listTeams(core).find((team) => team.id === id) ?? null
}

export function saveTeam(core: Database, team: TeamConfig): void {
  core.tx(() => {
    core.run(
      'insert into team (id, name) values (?, ?) on conflict (id) do update set name = excluded.name',
      team.id,
      team.name,
    )
    // A disabled person keeps the membership that the page could not see.
    core.run(
      'delete from team_member where team_id = ? and user_id in (select id from user where disabled = 0)',
      team.id,
    )
    for (const userId of team.members)
      core.run('insert into team_member (team_id, user_id) values (?, ?) on conflict do nothing', team.id, userId)
  })
}

export function deleteTeam(core: Database, id: string): void {
  core.run('delete from team where id = ?', id)
}
