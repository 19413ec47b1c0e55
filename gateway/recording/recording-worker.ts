// The thread of the recordings: encryption and disk, off the thread of the packets.
import type { FromRecordingWorker, RecordingFact, ToRecordingWorker } from './recording-messages.ts'
import { RecordingShelf } from './recording-shelf.ts'

declare const self: Worker

const ROOM_MS = 1000
let shelf: RecordingShelf | null = null

self.onmessage = (event: MessageEvent<ToRecordingWorker>) => {
  const message = event.data
  if (message.type === 'start') {
    shelf = new RecordingShelf(message.dir, (fact: RecordingFact) =>
      self.postMessage(fact satisfies FromRecordingWorker),
    )
    return
  }
  shelf?.handle(message)
}

setInterval(() => shelf?.everySecond(), ROOM_MS)
