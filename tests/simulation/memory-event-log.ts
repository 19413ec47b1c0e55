// The event log without a disk: what survives a simulated crash.
import type { Batch, EventLog, LoggedInput } from '../../server/runner/event-log.ts'

export class MemoryEventLog implements EventLog {
  readonly batches: Batch[] = []
  private readonly facts = new Map<string, number>()

  commit(batch: Batch): void {
    const kept = structuredClone(batch)
    this.batches.push(kept)
    for (const { gatewayId, bootId, seq } of kept.factsThrough) this.facts.set(`${gatewayId} ${bootId}`, seq)
  }

  openInputs(): LoggedInput[] {
    const first = new Map<string, number>()
    const inputs: LoggedInput[] = []
    for (const batch of this.batches) {
      const start = inputs.length
      inputs.push(...batch.inputs)
      for (const { machine, id, open } of batch.lifecycle) {
        const key = `${machine} ${id}`
        if (open) first.set(key, start)
        else first.delete(key)
      }
    }
    return structuredClone(
      inputs.filter(
        ({ machine, machineId }, i) => i >= (first.get(`${machine} ${machineId}`) ?? Number.POSITIVE_INFINITY),
      ),
    )
  }

  factsThrough(gatewayId: string, bootId: string): number {
    return this.facts.get(`${gatewayId} ${bootId}`) ?? 0
  }

  countedInputsSince(at: number): LoggedInput[] {
    const counted = new Set([
      'enter',
      'offer',
      'accept',
      'pick-up',
      'leave',
      'dialed',
      'queue.left',
      'talking',
      'call-ended',
    ])
    return this.batches
      .flatMap((batch) => batch.inputs)
      .filter((entry) => entry.at >= at && counted.has(entry.input.type))
  }
}
