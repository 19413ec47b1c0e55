// System, light or dark; kept on this machine. first-paint.js sets the same before the page is drawn.
export type Theme = 'system' | 'light' | 'dark'
const storageKey = 'trunkline.theme'

class ThemeChoice {
  current: Theme = $state('system')

  constructor() {
    const stored = localStorage.getItem(storageKey)
    if (stored === 'light' || stored === 'dark') this.current = stored
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#apply())
  }

  set(theme: Theme): void {
    this.current = theme
    localStorage.setItem(storageKey, theme)
    this.#apply()
  }

  #apply(): void {
    const dark =
      this.current === 'dark' || (this.current === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
    document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  }
}

export const theme = new ThemeChoice()
