// The work tabs: the call that is going on, and ended calls whose result is still missing.
import { draftPrefix, type StoredDraft, WorkItem } from './work-item.svelte.ts'

function storedItems(): WorkItem[] {
  const items: WorkItem[] = []
  for (let at = 0; at < localStorage.length; at += 1) {
    const key = localStorage.key(at)
    if (!key?.startsWith(draftPrefix)) continue
    try {
      const stored = JSON.parse(localStorage.getItem(key) ?? '') as StoredDraft
      items.push(new WorkItem(key.slice(draftPrefix.length), stored))
    } catch {
      localStorage.removeItem(key)
    }
  }
  return items
}

class Work {
  items: WorkItem[] = $state.raw(storedItems())
  currentId: string | null = $state(null)
  /** Raised to ask the form for the focus: the field it wants. */
  focusWanted: { field: 'note' | 'disposition' } | null = $state.raw(null)

  get current(): WorkItem | null {
    return this.items.find((item) => item.callId === this.currentId) ?? null
  }

  open(callId: string, label: string): WorkItem {
    let item = this.items.find((known) => known.callId === callId)
    if (!item) {
      item = new WorkItem(callId, null)
      this.items = [item, ...this.items]
    }
    if (label !== '') item.label = label
    this.currentId = callId
    return item
  }

  close(callId: string): void {
    this.items.find((item) => item.callId === callId)?.forget()
    this.items = this.items.filter((item) => item.callId !== callId)
    if (this.currentId === callId) this.currentId = null
  }

  /** The required fields that are empty; asks the form to show the first. */
  requireComplete(item: WorkItem): number {
    const missing = item.disposition === '' ? 1 : 0
    item.missing = missing > 0
    if (missing > 0) this.focusWanted = { field: 'disposition' }
    return missing
  }
}

export const work = new Work()
