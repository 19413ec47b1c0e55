// A media worker for tests, with one module: a line of which each phone is one end and a leg of the same id the other.
import { startMediaWorker } from './media-worker.ts'
import type { ModuleHost, PhoneSocket, WorkerModule } from './worker-module.ts'

function startTestLine(host: ModuleHost): WorkerModule {
  const sockets = new Map<string, PhoneSocket>()
  const plug = (id: string): void => {
    const leg = host.openLeg(id, () => ({
      codec: 'PCMA',
      takes: (codec) => codec === 'PCMA',
      ptimeMs: 20,
      isUp: true,
      pace: 'clock',
      detectsTones: true,
      takesEvents: false,
      send: (bytes, start, end) => sockets.get(id)?.send(bytes.slice(start, end)),
      takeQuality: () => null,
      close: () => host.post(`${id} closed`),
    }))
    if (leg === null) return
    const socket = host.plugPhone(id, {
      connected: () => host.post(`${id} connected`),
      lost: () => host.post(`${id} lost`),
      sound: (aLaw) => leg.receiveFrame(aLaw),
      digit: (digit) => leg.digit(digit),
    })
    sockets.set(id, socket)
  }
  return { name: 'test-line', handle: (message) => plug(String(message)) }
}

startMediaWorker([startTestLine])
