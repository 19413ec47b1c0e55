import { promptWords } from '#lib/text/prompt-words.ts'
import { t } from '#lib/text/text.svelte.ts'
import type { PromptCategory } from '#protocol/prompt-library'

export function categoryName({ id, name }: Pick<PromptCategory, 'id' | 'name'>): string {
  const own = promptWords.categories[id]
  return own ? t(own) : name
}
