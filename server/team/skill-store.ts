import type { SkillConfig } from '#protocol/people-config'
import type { Database } from '../store/database.ts'

/** Every skill with the levels of those who have it and are enabled. */
export function listSkills(core: Database): SkillConfig[] {
  const levels = core.all<{ skill_id: string; user_id: string; level: number }>(
    `select l.skill_id, l.user_id, l.level from skill_level l join user u on u.id = l.user_id
     where u.disabled = 0 order by u.number`,
  )
  const of = Map.groupBy(levels, (level) => level.skill_id)
  return core.all<{ id: string; name: string }>('select id, name from skill order by name, id').map(({ id, name }) => ({
    id,
    name,
    levels: Object.fromEntries((of.get(id) ?? []).map(({ user_id, level }) => [user_id, level])),
  }))
}

export function findSkill(core: Database, id: string): SkillConfig | null {
  return listSkills(core).find((skill) => skill.id === id) ?? null
}

export function saveSkill(core: Database, skill: SkillConfig): void {
  core.tx(() => {
    core.run(
      'insert into skill (id, name) values (?, ?) on conflict (id) do update set name = excluded.name',
      skill.id,
      skill.name,
    )
    // A disabled person keeps the level that the page could not see.
    core.run(
      'delete from skill_level where skill_id = ? and user_id in (select id from user where disabled = 0)',
      skill.id,
    )
    for (const [userId, level] of Object.entries(skill.levels))
      core.run(
        `insert into skill_level (skill_id, user_id, level) values (?, ?, ?)
         on conflict (skill_id, user_id) do update set level = excluded.level`,
        skill.id,
        userId,
        level,
      )
  })
}

export function deleteSkill(core: Database, id: string): void {
  core.run('delete from skill where id = ?', id)
}

/** Every level of one person; a skill left out is lost. */
export function setLevelsOfUser(core: Database, userId: string, levels: Readonly<Record<string, number>>): void {
  core.tx(() => {
    core.run('delete from skill_level where user_id = ?', userId)
    for (const [skillId, level] of Object.entries(levels))
      core.run('insert into skill_level (skill_id, user_id, level) values (?, ?, ?)', skillId, userId, level)
  })
}
