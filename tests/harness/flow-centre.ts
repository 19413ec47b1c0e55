// A running call centre whose flows are drawn, published and called by tests.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { CallDetail, Customer as CustomerRecord } from '#protocol/api'
import type { FlowDraft, PublishReply } from '#protocol/flow-api'
import type { FlowDefinition, FlowNode } from '#protocol/flow-config'
import type { LineConfig } from '#protocol/line-config'
import type { Api } from './api.ts'
import { Baresip } from './baresip.ts'
import { Customer } from './customer.ts'
import { hearsPrompts } from './heard-prompts.ts'
import { OutsideWorld } from './outside-world.ts'
import { QueueCentre } from './seats/queue-centre.ts'
import { toneWav } from './tone-wav.ts'

/** The number that is called. */
export const DID = '4008001000'

export const stepsOf = ({ events }: CallDetail): string[] =>
  events.flatMap(({ type, data }) => (type === 'call.flow.went' ? [(data as { step: string }).step] : []))

export const hears = (customer: Customer, ...prompts: string[]) => hearsPrompts(customer.sound, prompts)

export class FlowCentre {
  readonly #customers: Customer[] = []
  readonly #directory = mkdtempSync(join(tmpdir(), 'flow-'))
  #telephone: Baresip | null = null

  private constructor(
    readonly centre: QueueCentre,
    readonly admin: Api,
    readonly world: OutsideWorld,
  ) {}

  static async open(): Promise<FlowCentre> {
    const world = await OutsideWorld.open()
    const centre = await QueueCentre.open({ TRUNKLINE_TRUSTED_HOSTS: world.host })
    return new FlowCentre(centre, centre.administrator, world)
  }

  async close(): Promise<void> {
    for (const customer of this.#customers) customer.close()
    this.world.close()
    await this.#telephone?.close()
    rmSync(this.#directory, { recursive: true, force: true })
    await this.centre.close()
  }

  /** A telephone outside, of this number, that speaks 600 Hz; calls out go to it. */
  async telephone(number: string): Promise<Baresip> {
    const speaks = join(this.#directory, 'tone.wav')
    writeFileSync(speaks, toneWav(600, 120, 8000))
    const telephone = await Baresip.start({ user: number, speaks })
    this.#telephone = telephone
    for (const line of await this.admin.json<LineConfig[]>('/lines')) {
      const out = line.kind === 'sip' ? { port: telephone.port, outbound: true } : { outbound: false }
      await this.admin.put(`/lines/${line.id}`, { ...line, ...out })
    }
    return telephone
  }

  /** `revision`: of the draft that it has already. */
  async publish(
    id: string,
    nodes: FlowNode[],
    { revision: drawn = 0, ...more }: Partial<FlowDefinition> & { revision?: number } = {},
  ): Promise<void> {
    const start = nodes[0]?.id ?? ''
    const definition: FlowDefinition = { id, name: id, version: 1, language: 'zh-CN', start, nodes, ...more }
    const draft = await this.admin.request('PUT', `/flows/${id}/draft`, { definition, layout: {}, revision: drawn })
    expect(draft.status, await draft.clone().text()).toBe(200)
    const { revision } = (await draft.json()) as FlowDraft
    const reply = await this.admin.request('POST', `/flows/${id}/publish`, { note: 'test', revision })
    const published = (await reply.json()) as PublishReply
    expect(published.published, JSON.stringify(published)).toBe(true)
  }

  /** Somebody calls, and this flow answers. */
  async callsFlow(flow: string, from = this.centre.newNumber()): Promise<Customer> {
    await this.admin.put(`/numbers/${DID}`, { number: DID, name: 'Tried', flow })
    const customer = await Customer.call(this.centre.trunkline, { did: DID, from, hz: 470 })
    this.#customers.push(customer)
    return customer
  }

  /** A flow of these nodes answers; somebody calls it. */
  async calls(nodes: FlowNode[], more: Partial<FlowDefinition> = {}): Promise<Customer> {
    await this.publish('tried', nodes, more)
    return this.callsFlow('tried')
  }

  record({ from }: Customer): Promise<CallDetail> {
    return this.admin.callWhere((row) => row.customer.text === from)
  }

  async pathOf(customer: Customer): Promise<string[]> {
    return stepsOf(await this.record(customer))
  }

  /** Somebody of this number is known. */
  async knows(number: string, more: { note?: string; vip?: boolean } = {}): Promise<void> {
    await this.admin.post('/customers', {
      name: 'Li Si',
      number,
      company: '',
      note: '',
      vip: false,
      callId: null,
      ...more,
    })
  }

  async noteOf(number: string): Promise<string> {
    const [found] = await this.admin.json<CustomerRecord[]>(`/customers?search=${number}`)
    return found?.note ?? ''
  }
}
