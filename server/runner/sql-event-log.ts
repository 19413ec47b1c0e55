// The event log in events.db. Whole configurations inside an input (a flow, a queue) are kept once, by their hash.
import { createHash } from 'node:crypto'
import type { Ms } from '#protocol/ids'
import type { CallRecord } from '../call/call-inputs.ts'
import { insertCallback } from '../callback/callback-store.ts'
import { insertSurvey } from '../flow/survey-store.ts'
import type { MachineName } from '../machine/inputs.ts'
import type { Database } from '../store/database.ts'
import { insertWakeUp } from '../wake-up/wake-up-store.ts'
import type { Batch, EventLog, LoggedInput } from './event-log.ts'

/** Fields of inputs that hold configuration. */
const CONFIGURATION = new Set(['flow', 'hours', 'queue', 'queues'])
type Row = { at: number; machine: string; machine_id: string; call_id: string | null; data: string }

export class SqlEventLog implements EventLog {
  private readonly hashes = new WeakMap<object, string>()
  private readonly written = new Set<string>()
  private readonly read = new Map<string, unknown>()

  constructor(private readonly events: Database) {}

  commit(batch: Batch): void {
    this.events.tx(() => {
      const firstSeqs = this.writeInputs(batch)
      for (const note of batch.notes)
        this.insertEvent(note.at, note.machine, note.machineId, note.callId, note.type, JSON.stringify(note.data))
      this.writeOpen(batch, firstSeqs)
      for (const record of batch.records) insertRecord(this.events, record)
      for (const record of batch.callbacks) insertCallback(this.events, record)
      for (const record of batch.surveys) insertSurvey(this.events, record)
      for (const record of batch.wakeUps) insertWakeUp(this.events, record)
      for (const decision of batch.decisions)
        this.events.run(
          'insert into decision (at, call_id, queue_id, data) values (?, ?, ?, ?)',
          decision.at,
          decision.callId,
          decision.queueId,
          JSON.stringify(decision),
        )
      for (const { id, callId, kind, box, startedAt } of batch.recordings)
        this.events.run(
          `insert into recording (id, call_id, kind, box, state, started_at, duration_ms, bytes, sha256, recovered, detail)
           values (?, ?, ?, ?, 'uploading', ?, 0, 0, '', 0, '') on conflict do nothing`,
          id,
          callId,
          kind,
          box,
          startedAt,
        )
      for (const { gatewayId, bootId, seq } of batch.factsThrough)
        this.events.run(
          `insert into gateway_boot (gateway_id, boot_id, facts_through, seen_at) values (?, ?, ?, ?)
           on conflict (gateway_id, boot_id) do update set facts_through = excluded.facts_through, seen_at = excluded.seen_at`,
          gatewayId,
          bootId,
          seq,
          Date.now(),
        )
    })
  }

  openInputs(): LoggedInput[] {
    return this.events
      .all<Row>(
        `select e.at, e.machine, e.machine_id, e.call_id, e.data from open_machine o
         join event e on e.machine = o.machine and e.machine_id = o.machine_id and e.seq >= o.first_seq order by e.seq`,
      )
      .map((row) => this.inputOf(row))
  }

  factsThrough(gatewayId: string, bootId: string): number {
    const row = this.events.get<{ facts_through: number }>(
      'select facts_through from gateway_boot where gateway_id = ? and boot_id = ?',
      gatewayId,
      bootId,
    )
    return row?.facts_through ?? 0
  }

  countedInputsSince(at: Ms): LoggedInput[] {
    return this.events
      .all<Row>(
        `select at, machine, machine_id, call_id, data from event
         where type in ('enter', 'offer', 'accept', 'pick-up', 'leave', 'dialed', 'queue.left', 'talking', 'call-ended') and at >= ? order by seq`,
        at,
      )
      .map((row) => this.inputOf(row))
  }

  private writeInputs(batch: Batch): Map<string, number> {
    const firstSeqs = new Map<string, number>()
    for (const { machine, machineId, callId, at, input } of batch.inputs) {
      const seq = this.insertEvent(at, machine, machineId, callId, input.type, this.encode(input))
      const key = `${machine} ${machineId}`
      if (!firstSeqs.has(key)) firstSeqs.set(key, seq)
    }
    return firstSeqs
  }

  private writeOpen(batch: Batch, firstSeqs: Map<string, number>): void {
    for (const { machine, id, open } of batch.lifecycle) {
      if (open)
        this.events.run(
          'insert into open_machine (machine, machine_id, first_seq) values (?, ?, ?) on conflict do nothing',
          machine,
          id,
          firstSeqs.get(`${machine} ${id}`) ?? 0,
        )
      else this.events.run('delete from open_machine where machine = ? and machine_id = ?', machine, id)
    }
  }

  private insertEvent(at: Ms, machine: string, id: string, callId: string | null, type: string, data: string): number {
    return this.events.run(
      'insert into event (at, machine, machine_id, call_id, type, data) values (?, ?, ?, ?, ?, ?)',
      at,
      machine,
      id,
      callId,
      type,
      data,
    ).lastInsertRowid
  }

  private encode(input: object): string {
    return JSON.stringify(input, (key, value: unknown) =>
      CONFIGURATION.has(key) && typeof value === 'object' && value !== null
        ? { $configuration: this.keep(value) }
        : value,
    )
  }

  private keep(configuration: object): string {
    let hash = this.hashes.get(configuration)
    if (hash === undefined) {
      const data = JSON.stringify(configuration)
      hash = createHash('sha256').update(data).digest('hex')
      if (!this.written.has(hash))
        this.events.run('insert into configuration (hash, data) values (?, ?) on conflict do nothing', hash, data)
      this.written.add(hash)
      this.hashes.set(configuration, hash)
    }
    return hash
  }

  private inputOf(row: Row): LoggedInput {
    const input: unknown = JSON.parse(row.data, (_key, value: unknown) =>
      typeof value === 'object' && value !== null && '$configuration' in value
        ? this.configuration(String(value.$configuration))
        : value,
    )
    const machine = row.machine as MachineName
    return { machine, machineId: row.machine_id, callId: row.call_id, at: row.at, input } as LoggedInput
  }

  private configuration(hash: string): unknown {
    if (!this.read.has(hash)) {
      const row = this.events.get<{ data: string }>('select data from configuration where hash = ?', hash)
      if (!row) throw new Error(`configuration ${hash} is missing in events.db`)
      this.read.set(hash, JSON.parse(row.data))
    }
    return this.read.get(hash)
  }
}

function insertRecord(events: Database, record: CallRecord): void {
  events.run(
    `insert into call_record (id, direction, customer, did, line_id, queue_id, agent_id, started_at, answered_at,
     ended_at, menu_ms, wait_ms, ring_ms, talk_ms, hold_ms, outcome, cause, ended_by, path)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    record.id,
    record.direction,
    record.customer,
    record.did,
    record.lineId,
    record.queueId,
    record.agentId,
    record.startedAt,
    record.answeredAt,
    record.endedAt,
    record.menuMs,
    record.waitMs,
    record.ringMs,
    record.talkMs,
    record.holdMs,
    record.outcome,
    record.cause,
    record.endedBy,
    JSON.stringify(record.path),
  )
}
