import type { PromptCategory } from '#protocol/prompt-library'
import type { Database } from '../store/database.ts'

const BUILT_IN = ['flow', 'queue', 'say', 'music', 'other']
/** Where prompts go whose category is deleted. */
const LAST = 'other'

/** The program's own first. */
export function listCategories(core: Database): PromptCategory[] {
  const own = BUILT_IN.map((id) => ({ id, name: '', builtIn: true }))
  const made = core.all<{ id: string; name: string }>('select id, name from prompt_category order by name, id')
  return [...own, ...made.map((category) => ({ ...category, builtIn: false }))]
}

export function saveCategory(core: Database, id: string, name: string): void {
  core.run('insert or replace into prompt_category (id, name) values (?, ?)', id, name)
}

export function deleteCategory(core: Database, id: string): void {
  core.tx(() => {
    core.run('update prompt_entry set category = ? where category = ?', LAST, id)
    core.run('delete from prompt_category where id = ?', id)
  })
}
