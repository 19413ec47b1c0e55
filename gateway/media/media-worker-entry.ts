// The media worker without modules.
import { startMediaWorker } from './media-worker.ts'

startMediaWorker([])
