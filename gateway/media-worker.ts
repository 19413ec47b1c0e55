// The media worker's entry: sound, and the simulated exchange in it.
import { startExchange } from './line/simulator/exchange-module.ts'
import { startMediaWorker } from './media/media-worker.ts'

startMediaWorker([startExchange])
