import type { Locale } from '#lib/text/language.svelte.ts'
import type { Prompt } from '#protocol/prompt-library'

/** What people know it by: its title, else what it says, in the language of the page where it can. */
export function titleOf({ title, sounds, name }: Pick<Prompt, 'title' | 'sounds' | 'name'>, locale: Locale): string {
  const other = locale === 'en' ? 'zh-CN' : 'en'
  return title || sounds[locale]?.text || sounds[other]?.text || name
}

export const soundUrl = (name: string, language: Locale, version: number): string =>
  `/api/v1/prompts/${name}/${language}.wav?version=${version}`
