// The centre's phrases and scripts at this page; read again when somebody changes them.
import { api } from '#lib/api/api.ts'
import { Resource } from '#lib/api/resource.svelte.ts'
import { live } from '#lib/live/live.svelte.ts'
import type { ScriptConfig } from '#protocol/desk'

class Scripts {
  readonly list = new Resource<ScriptConfig[]>((signal) => api.get('/scripts', signal))

  /** Until the returned function is called. */
  watch(): () => void {
    void this.list.load()
    return live.listen((message) => {
      if (message.type === 'desk.changed' && message.what === 'scripts') void this.list.load()
    })
  }
}

export const scripts = new Scripts()
