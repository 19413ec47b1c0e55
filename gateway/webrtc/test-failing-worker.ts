// A control worker for tests that dies of its first datagram and tells its listener of every open.
import type { FromControl, ToControl } from './control-messages.ts'

declare const self: Worker

self.onmessage = (event: MessageEvent<ToControl>) => {
  if (event.data.type === 'datagram') throw new Error('broken')
  const ready: FromControl = { type: 'ready', key: event.data.key, ufrag: 'u', password: 'p', fingerprint: 'f' }
  self.postMessage(ready)
}
