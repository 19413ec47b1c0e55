// Arrow keys, or j and k, go from row to row of a list: to each row's first link or button.
export function stepRows(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key]
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')]
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  if (at < 0) return
  rows[at + step]?.querySelector<HTMLElement>('a, button')?.focus()
  event.preventDefault()
}
