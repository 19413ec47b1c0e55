// Starts the media worker's thread. An entry file of the worker calls this with the modules that are to run in it.
import { ControlWorkerLink } from '../webrtc/control-link.ts'
import { systemScheduler } from './frame-clock.ts'
import { MediaCore } from './media-core.ts'
import type { FromMediaWorker, ToMediaWorker } from './media-messages.ts'
import type { StartWorkerModule } from './worker-module.ts'

declare const self: Worker

export function startMediaWorker(modules: readonly StartWorkerModule[]): void {
  const post = (message: FromMediaWorker): void => self.postMessage(message)
  let core: MediaCore | null = null
  self.onmessage = (event: MessageEvent<ToMediaWorker>) => {
    const message = event.data
    if (message.type !== 'start') core?.execute(message)
    else if (core === null) {
      const control = new ControlWorkerLink(new URL('../webrtc/control-worker.ts', import.meta.url))
      core = new MediaCore({ config: message.config, control, scheduler: systemScheduler, post }, modules)
    }
  }
}
