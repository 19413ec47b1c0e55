// The lines between agents and leaders that this person is on; read again whenever the server says that one has changed.
import { ApiFailure, api } from '#lib/api/api.ts'
import { failureText } from '#lib/api/failure-text.svelte.ts'
import { Resource } from '#lib/api/resource.svelte.ts'
import { live } from '#lib/live/live.svelte.ts'
import { session } from '#lib/session/session.svelte.ts'
import type { ChatLine } from '#protocol/desk'
import { unreadIn } from './lines.ts'

class Chat {
  readonly lines = new Resource<ChatLine[]>((signal) => api.get('/chat', signal))
  open = $state(false)
  failure: string | null = $state(null)

  /** Until the returned function is called; `heard` is told the last line that has something new. */
  watch(heard: (line: ChatLine) => void): () => void {
    if (!session.may('chat.use')) return () => undefined
    void this.lines.load()
    return live.listen((message) => {
      if (message.type === 'hello') void this.lines.load()
      if (message.type === 'desk.changed' && message.what === 'chat') void this.#again(heard)
    })
  }

  get unread(): number {
    return unreadIn(this.lines.value ?? [])
  }

  async say(agentId: string, text: string): Promise<boolean> {
    this.failure = null
    try {
      this.#put(await api.post<ChatLine>(`/chat/${agentId}`, { text }))
      return true
    } catch (failure) {
      this.failure = failureText(failure)
      return false
    }
  }

  async read({ agentId, messages, unread }: ChatLine): Promise<void> {
    const last = messages.at(-1)
    if (unread === 0 || !last) return
    try {
      this.#put(await api.put<ChatLine>(`/chat/${agentId}/read`, { seq: last.seq }))
    } catch (failure) {
      // It stays unread, and is read with the next look.
      if (!(failure instanceof ApiFailure)) throw failure
    }
  }

  async #again(heard: (line: ChatLine) => void): Promise<void> {
    const before = this.unread
    await this.lines.load()
    const line = (this.lines.value ?? []).find(({ unread }) => unread > 0)
    if (line && this.unread > before) heard(line)
  }

  #put(line: ChatLine): void {
    this.lines.set((this.lines.value ?? []).map((known) => (known.agentId === line.agentId ? line : known)))
  }
}

export const chat = new Chat()
