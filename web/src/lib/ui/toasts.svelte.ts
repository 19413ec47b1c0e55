// Short notices at the bottom right: at most three, 5 s each, 8 s with an undo.
export type Toast = { id: number; text: string; tone: 'plain' | 'fault'; act: { word: string; run: () => void } | null }
const most = 3

class Toasts {
  list: Toast[] = $state([])
  #next = 1
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>()

  say(text: string, act: Toast['act'] = null): void {
    this.#add({ text, tone: 'plain', act }, act ? 8000 : 5000)
  }

  fault(text: string): void {
    this.#add({ text, tone: 'fault', act: null }, 8000)
  }

  close(id: number): void {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
    this.list = this.list.filter((toast) => toast.id !== id)
  }

  /** Stop the clock of a toast while it is hovered or focused. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id))
  }

  release(id: number): void {
    this.#timers.set(
      id,
      setTimeout(() => this.close(id), 3000),
    )
  }

  #add(toast: Omit<Toast, 'id'>, forMs: number): void {
    const id = this.#next
    this.#next += 1
    this.list = [...this.list, { ...toast, id }].slice(-most)
    this.#timers.set(
      id,
      setTimeout(() => this.close(id), forMs),
    )
  }
}

export const toasts = new Toasts()
