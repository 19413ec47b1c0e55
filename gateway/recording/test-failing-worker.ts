// A recording worker for tests that begins every recording and dies of its first pause.
import type { FromRecordingWorker, ToRecordingWorker } from './recording-messages.ts'

declare const self: Worker

self.onmessage = (event: MessageEvent<ToRecordingWorker>) => {
  const message = event.data
  if (message.type === 'turn') throw new Error('broken')
  if (message.type !== 'open') return
  const started: FromRecordingWorker = { type: 'recording.started', recordingId: message.order.recordingId }
  self.postMessage(started)
}
