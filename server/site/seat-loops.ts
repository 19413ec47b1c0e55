// The loop of a seat's self-test: for a while the gateway gives the seat back what it says. Nothing is decided by it, so no
// log knows of it; a loop that a server's death leaves behind is hung up with the gateway's next snapshot.
import type { GatewayCommand } from '#protocol/gateway-messages'
import type { AgentId, LegId, Ms } from '#protocol/ids'
import type { Clock } from '../clock.ts'

export const LOOP_MS: Ms = 20_000
const PREFIX = 'loop.'

export const isLoop = (legId: LegId): boolean => legId.startsWith(PREFIX)

export class SeatLoops {
  private readonly loops = new Map<AgentId, { legId: LegId; cancel: () => void }>()

  constructor(
    private readonly clock: Clock,
    private readonly newId: () => string,
    private readonly send: (command: GatewayCommand) => void,
  ) {}

  /** One for each seat; an older one ends. */
  start(agentId: AgentId): void {
    this.end(agentId)
    const legId = PREFIX + this.newId()
    const cancel = this.clock.at(this.clock.now() + LOOP_MS, () => this.end(agentId))
    this.loops.set(agentId, { legId, cancel })
    this.send({ type: 'leg.open-seat', legId, callId: legId, seatId: agentId })
    this.send({ type: 'room.set', roomId: legId, members: [{ legId, hears: [legId] }] })
  }

  end(agentId: AgentId): void {
    const loop = this.loops.get(agentId)
    if (!loop) return
    this.loops.delete(agentId)
    loop.cancel()
    this.send({ type: 'room.set', roomId: loop.legId, members: [] })
    this.send({ type: 'leg.hang-up', legId: loop.legId, cause: 'normal' })
  }
}
