// The language of the page. Kept in the page and not in the address, and switched without a reload: a reload would
// cut the sound of a running call for a second or two.
import { browser } from '$app/env'

export type Locale = 'zh-CN' | 'en'
const storageKey = 'trunkline.language'

class Language {
  current: Locale = $state(browser && localStorage.getItem(storageKey) === 'en' ? 'en' : 'zh-CN')

  set(locale: Locale): void {
    this.current = locale
    localStorage.setItem(storageKey, locale)
    document.documentElement.lang = locale
  }
}

export const language = new Language()
