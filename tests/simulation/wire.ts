// The line between gateway and server: ordered, delayed, and cut now and then, losing what is under way.
import type { Connection, ConnectionHandlers } from '../../gateway/link/link.ts'
import type { GatewayLink, LinkSocket } from '../../server/gateway-link/link.ts'
import type { FromGateway } from '../../server/protocol/gateway-messages.ts'
import type { VirtualTime } from './virtual-time.ts'

const DELAY_MS = 5

export class Wire {
  /** Null while no server runs. */
  server: GatewayLink | null = null
  isUp = true
  private cutCurrent: (() => void) | null = null

  constructor(private readonly time: VirtualTime) {}

  dial(handlers: ConnectionHandlers): Connection {
    let isOpen = this.isUp && this.server !== null
    const { server } = this
    const close = () => {
      if (!isOpen) return
      isOpen = false
      server?.closed(socket)
      this.time.after(DELAY_MS, handlers.closed)
    }
    const socket: LinkSocket = {
      send: (text) => void this.time.after(DELAY_MS, () => isOpen && handlers.message(text)),
      close,
    }
    if (!isOpen) this.time.after(DELAY_MS, handlers.closed)
    else {
      this.cutCurrent = close
      this.time.after(DELAY_MS, () => isOpen && handlers.opened())
    }
    return {
      send: (text) =>
        void this.time.after(DELAY_MS, () => {
          if (isOpen && server && !server.receive(socket, JSON.parse(text) as FromGateway)) close()
        }),
      close,
    }
  }

  cut(): void {
    this.cutCurrent?.()
    this.cutCurrent = null
  }
}
