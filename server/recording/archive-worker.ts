// The thread that archives: one recording for each message.
import { type Archived, type ArchiveJob, archiveRecording } from './archive-recording.ts'
import { masterKey } from './master-key.ts'

declare const self: Worker

export type ToArchiveWorker = { job: ArchiveJob; masterKeyPath: string }
export type FromArchiveWorker = { ok: true; archived: Archived } | { ok: false; detail: string }

self.onmessage = async (event: MessageEvent<ToArchiveWorker>) => {
  const { job, masterKeyPath } = event.data
  let answer: FromArchiveWorker
  try {
    answer = { ok: true, archived: await archiveRecording(job, masterKey(masterKeyPath, true)) }
  } catch (fault) {
    answer = { ok: false, detail: fault instanceof Error ? fault.message : String(fault) }
  }
  self.postMessage(answer)
}
