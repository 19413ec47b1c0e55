// Applies inputs to machines and their effects to the world. Effects leave only when the inputs that caused them are
// on disk; what one input causes is one batch; a tell is carried out before the effect that follows it.
import type { Ms } from '#protocol/ids'
import type { Clock } from '../clock.ts'
import type { Effect } from '../machine/effects.ts'
import type { Inputs, MachineName } from '../machine/inputs.ts'
import { type Batch, type EventLog, emptyBatch, type LoggedInput } from './event-log.ts'
import { type MachineState, machines } from './machines.ts'
import { TimerMap } from './timer-map.ts'

/** What a runner does not do itself. */
export type OutsideEffect = Exclude<Effect, { type: 'tell' | 'set-timer' | 'clear-timer' }>
export type Changed = { machine: MachineName; id: string }

export type RunnerHooks = {
  /** Carries out an effect within the running batch: may dispatch more and may add to the batch. */
  perform(effect: OutsideEffect): void
  /** A machine has been told this and is in this state now; its effects follow. */
  applied(input: LoggedInput, state: MachineState): void
  /** The input and all that followed has been applied; more may be dispatched. */
  settle(): void
  /** The batch is on disk. */
  committed(changed: Changed[]): void
  /** The disk refused: nothing has left, memory is ahead of the truth. */
  fatal(cause: unknown): void
}

/** Tells that cause tells: deeper is a circle between machines, a bug. */
const MAX_DEPTH = 100

export class Runner {
  /** What the next commit writes; hooks may add records and notes. */
  batch: Batch = emptyBatch()
  /** Inputs that meant nothing in the state they met, by machine. */
  readonly ignored: Record<MachineName, number> = {
    leg: 0,
    call: 0,
    'queue-entry': 0,
    agent: 0,
    'flow-run': 0,
    supervision: 0,
    callback: 0,
    'wake-up': 0,
  }
  private readonly states = new Map<MachineName, Map<string, MachineState>>()
  private readonly timers: TimerMap
  private outbox: (() => void)[] = []
  private changed = new Map<string, Changed>()
  private depth = 0
  private scheduled = false

  constructor(
    private readonly clock: Clock,
    private readonly log: EventLog,
    private readonly hooks: RunnerHooks,
  ) {
    for (const name of Object.keys(machines) as MachineName[]) this.states.set(name, new Map())
    this.timers = new TimerMap(clock, (machine, id, name) =>
      this.dispatch(machine, id, { type: 'timer', name } as Inputs[MachineName]),
    )
  }

  get runningTimers(): number {
    return this.timers.size
  }

  /** How many of each machine are alive. */
  get alive(): { machine: MachineName; count: number }[] {
    return [...this.states].map(([machine, instances]) => ({ machine, count: instances.size }))
  }

  get<M extends MachineName>(machine: M, id: string): MachineState<M> | undefined {
    return this.states.get(machine)?.get(id) as MachineState<M> | undefined
  }

  all<M extends MachineName>(machine: M): IterableIterator<MachineState<M>> {
    return this.instances(machine).values() as IterableIterator<MachineState<M>>
  }

  dispatch<M extends MachineName>(machine: M, id: string, input: Inputs[M]): void {
    this.run(() => this.apply(machine, id, input))
  }

  /** Several inputs as one batch. */
  run(work: () => void): void {
    this.depth += 1
    if (this.depth > MAX_DEPTH) throw new Error('machines tell each other in a circle')
    try {
      work()
      if (this.depth === 1) this.hooks.settle()
    } finally {
      this.depth -= 1
    }
    if (this.depth === 0) this.schedule()
  }

  /** Runs `work` when what has happened so far is on disk. */
  afterCommit(work: () => void): void {
    this.outbox.push(work)
    this.schedule()
  }

  /** Replays the log: states and timers come back, no effect leaves. */
  recover(): void {
    for (const entry of this.log.openInputs()) this.replay(entry)
  }

  /** Writes now what waits for the next tick; for an orderly stop. */
  flush(): void {
    this.commit()
  }

  stop(): void {
    this.timers.clearAll()
  }

  private instances(machine: MachineName): Map<string, MachineState> {
    const instances = this.states.get(machine)
    if (!instances) throw new Error(`no machine ${machine}`)
    return instances
  }

  private apply<M extends MachineName>(name: M, id: string, input: Inputs[M]): void {
    const machine = machines[name]
    const before = this.get(name, id) ?? machine.initial(id)
    const at = this.clock.now()
    const [after, effects] = machine.step(before, input, at)
    if (after === before && effects.length === 0) {
      this.ignored[name] += 1
      return
    }
    const logged = { machine: name, machineId: id, callId: machine.callIdOf(after), at, input } as LoggedInput
    this.batch.inputs.push(logged)
    this.keep(name, id, after as MachineState<M>)
    this.hooks.applied(logged, after)
    this.changed.set(`${name} ${id}`, { machine: name, id })
    for (const effect of effects) this.carryOut(name, id, effect, at)
  }

  private keep<M extends MachineName>(name: M, id: string, state: MachineState<M>): void {
    const instances = this.instances(name)
    const known = instances.has(id)
    if (machines[name].isEnded(state)) {
      instances.delete(id)
      this.timers.clearInstance(name, id)
      if (known) this.batch.lifecycle.push({ machine: name, id, open: false })
      return
    }
    instances.set(id, state)
    if (!known) this.batch.lifecycle.push({ machine: name, id, open: true })
  }

  private carryOut(name: MachineName, id: string, effect: Effect, at: Ms): void {
    switch (effect.type) {
      case 'set-timer':
        this.timers.set(name, id, effect.name, at + effect.after)
        return
      case 'clear-timer':
        this.timers.clear(name, id, effect.name)
        return
      case 'tell':
        this.run(() => this.apply(effect.machine, effect.id, effect.input))
        return
      default:
        this.hooks.perform(effect)
    }
  }

  private replay({ machine: name, machineId: id, at, input }: LoggedInput): void {
    const machine = machines[name]
    const [after, effects] = machine.step(this.get(name, id) ?? machine.initial(id), input, at)
    const instances = this.instances(name)
    if (machine.isEnded(after)) {
      instances.delete(id)
      this.timers.clearInstance(name, id)
      return
    }
    instances.set(id, after)
    for (const effect of effects) {
      if (effect.type === 'set-timer') this.timers.set(name, id, effect.name, at + effect.after)
      if (effect.type === 'clear-timer') this.timers.clear(name, id, effect.name)
    }
  }

  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    this.clock.soon(() => this.commit())
  }

  private commit(): void {
    this.scheduled = false
    const { batch, outbox } = this
    const changed = [...this.changed.values()]
    this.batch = emptyBatch()
    this.outbox = []
    this.changed = new Map()
    try {
      this.log.commit(batch)
    } catch (cause) {
      this.hooks.fatal(cause)
      return
    }
    for (const send of outbox) send()
    if (changed.length > 0) this.hooks.committed(changed)
  }
}
