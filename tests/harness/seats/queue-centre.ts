// A running call centre with real seats, and callers who come one after the other: what tests of queues are made of.
import type { QueueConfig } from '#protocol/queue-config'
import type { CallView } from '#protocol/web-messages'
import { Api } from '../api.ts'
import { Customer, type CustomerOptions, SERVICE_DID } from '../customer.ts'
import { startTrunkline, type Trunkline, until } from '../trunkline.ts'
import { type RealSeat, RealSeats } from './real-seats.ts'

const CARE_DID = '4008009999'
const WITHIN_MS = 15_000

export type QueueName = 'service' | 'care'
type Person = { id: string; number: string }
type ComesBy = Omit<CustomerOptions, 'did'> & { queue?: QueueName }

export class QueueCentre {
  #numbers = 0
  #people = 0
  readonly #customers = new Set<Customer>()
  readonly #all: RealSeat[] = []

  private constructor(
    readonly trunkline: Trunkline,
    readonly administrator: Api,
    readonly seats: RealSeats,
    readonly watcher: RealSeat,
    private readonly queues: Record<QueueName, QueueConfig>,
  ) {}

  static async open(environment: Record<string, string> = {}): Promise<QueueCentre> {
    const trunkline = await startTrunkline(environment)
    const administrator = await Api.signIn(trunkline.url, trunkline.links.get('8201') ?? '')
    const queues = await administrator.json<QueueConfig[]>('/queues')
    const [service, care] = ['service', 'care'].map((id) => queues.find((queue) => queue.id === id) as QueueConfig)
    const seats = RealSeats.open(administrator)
    const people = await administrator.json<Person[]>('/users')
    const watcher = await seats.watcher(people.find(({ number }) => number === '8201') as Person)
    return new QueueCentre(trunkline, administrator, seats, watcher, { service, care } as Record<
      QueueName,
      QueueConfig
    >)
  }

  async close(): Promise<void> {
    for (const customer of this.#customers) customer.close()
    this.seats.stop()
    await this.trunkline.stop()
  }

  /** New people, who have done nothing today, at their seats; the first signed in first. */
  async newSeats(count: number): Promise<RealSeat[]> {
    const people: Person[] = []
    for (let i = 0; i < count; i++) {
      const number = String(7001 + this.#people++)
      const person = { number, name: `Agent ${number}`, role: 'agent', language: 'en', queues: [] }
      people.push(await this.administrator.post<Person>('/users', person))
    }
    const seats = await this.seats.signIn(people)
    this.#all.push(...seats)
    return seats
  }

  /** The queue as the demo has it, without wrap-up and announcements, and with these changes. */
  async set(name: QueueName, members: readonly RealSeat[], changes: Partial<QueueConfig> = {}): Promise<void> {
    const quiet = { wrapUpMs: 0, announceEveryMs: 0, members: members.map(({ id }) => id) }
    await this.administrator.put(`/queues/${name}`, { ...this.queues[name], ...quiet, ...changes })
  }

  /** A number that nobody has called from yet. */
  newNumber(): string {
    return `1391${String(1_000_000 + this.#numbers++)}`
  }

  /** Calls, and keys 1 in the menu at once. */
  async comes({ queue = 'service', from = this.newNumber(), ...more }: ComesBy = {}): Promise<Customer> {
    const did = queue === 'service' ? SERVICE_DID : CARE_DID
    const customer = await Customer.call(this.trunkline, { ...more, did, from })
    this.#customers.add(customer)
    customer.sound.press('1')
    return customer
  }

  /** As comes; resolves when it waits with nobody at whom it rings. */
  async waits(by: ComesBy = {}): Promise<Customer> {
    const customer = await this.comes(by)
    await this.callIs(customer, 'waiting')
    return customer
  }

  /** The live call of this customer. */
  callOf({ from }: Customer): CallView | undefined {
    return [...this.watcher.calls.values()].find((call) => call.customer.text === from && call.stage !== 'ended')
  }

  async callIs(customer: Customer, stage: CallView['stage'], withinMs = WITHIN_MS): Promise<void> {
    await until(
      () => this.callOf(customer)?.stage === stage,
      withinMs,
      () => `the call of ${customer.from} is ${this.callOf(customer)?.stage}, not ${stage}`,
    )
  }

  /** The first of these at whom it rings. */
  async ringing(seats: readonly RealSeat[]): Promise<RealSeat> {
    let rings: RealSeat | undefined
    await until(
      () => {
        rings = seats.find(({ state }) => state === 'ringing')
        return rings !== undefined
      },
      WITHIN_MS,
      () => `nobody rings: ${seats.map(({ number, state }) => `${number} ${state}`)}`,
    )
    return rings as RealSeat
  }

  async ends(customer: Customer, seat: RealSeat): Promise<void> {
    await this.leaves(customer)
    await seat.is('idle')
  }

  async leaves(customer: Customer): Promise<void> {
    this.#customers.delete(customer)
    await customer.phone.hangUp()
    await until(
      () => this.callOf(customer) === undefined,
      WITHIN_MS,
      () => `the call of ${customer.from} does not end`,
    )
    customer.close()
  }

  /** One caller after the other, each answered where it rings: the places of those seats. */
  async serves(count: number, seats: readonly RealSeat[], by: ComesBy = {}): Promise<number[]> {
    const order: number[] = []
    for (let i = 0; i < count; i++) {
      const customer = await this.comes(by)
      const seat = await this.ringing(seats)
      await seat.answers()
      order.push(seats.indexOf(seat))
      await this.ends(customer, seat)
    }
    return order
  }

  /** This seat takes so many calls, each in which the customer hears so many frames of 20 ms. */
  async works(seat: RealSeat, { calls = 1, frames = 0 } = {}): Promise<void> {
    await this.set('service', [seat])
    for (let i = 0; i < calls; i++) {
      const customer = await this.comes()
      await seat.answers()
      await this.hearsFrames(customer, frames)
      await this.ends(customer, seat)
    }
  }

  /** So much time of the call passes, as its own sound counts it. */
  async hearsFrames({ sound }: Customer, frames: number): Promise<void> {
    const from = sound.received
    await until(
      () => sound.received >= from + frames,
      WITHIN_MS + frames * 20,
      () => `only ${sound.received - from} of ${frames} frames came`,
    )
  }

  /** The customers whom this seat is given as soon as it is available, in that order. */
  async takesAll(seat: RealSeat, customers: readonly Customer[]): Promise<number[]> {
    await seat.becomes('available')
    const order: number[] = []
    for (const _ of customers) {
      await seat.answers()
      const { callId } = seat
      const at = customers.findIndex((customer) => this.callOf(customer)?.id === callId)
      order.push(at)
      await this.leaves(customers[at] as Customer)
    }
    await seat.is('idle')
    return order
  }

  /** Nobody calls any more, every seat is free again. */
  async settles(): Promise<void> {
    for (const customer of [...this.#customers]) await this.leaves(customer)
    for (const seat of this.#all.filter(({ state }) => state !== 'signed-out')) {
      if (seat.agent?.activity === 'wrap-up') await seat.command({ type: 'agent.finish-wrap-up' })
      if (seat.agent?.presence !== 'available') await seat.becomes('available')
      await seat.is('idle')
    }
  }
}
