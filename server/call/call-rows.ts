// Call records as a user may see them: names added, numbers masked, long event data cut to what a timeline needs.
import type { CallEventView, CallRow } from '#protocol/api'
import { customersByNumber } from '../customer/customer-store.ts'
import { maskDeep, shownNumber } from '../number/masking.ts'
import { bookNames } from '../number/number-book.ts'
import type { Stores } from '../store/stores.ts'
import { type CallRecordRow, notesOf, recordingsOf, type StoredEvent } from './call-store.ts'

export function callRows({ core, events }: Stores, records: CallRecordRow[], whole: boolean): CallRow[] {
  const ids = records.map((record) => record.id)
  const customers = customersByNumber(core, [...new Set(records.map((record) => record.customer))])
  const notes = notesOf(events, ids)
  const recordings = recordingsOf(events, ids)
  const book = bookNames(core)
  const people = namesOf(core.all<Named>('select id, name from user'))
  const queues = namesOf(core.all<Named>('select id, name from queue'))
  return records.map((record) => {
    const customer = customers.get(record.customer)
    const marks = recordings.get(record.id) ?? []
    return {
      ...record,
      customer: shownNumber(record.customer, whole),
      customerId: customer?.id ?? notes.get(record.id)?.customerId ?? null,
      customerName: customer?.name ?? (record.direction === 'internal' ? '' : (book.get(record.customer) ?? '')),
      queueName: queues.get(record.queueId ?? '') ?? '',
      agentName: people.get(record.agentId ?? '') ?? '',
      disposition: notes.get(record.id)?.disposition ?? '',
      recordingId: (marks.find((mark) => mark.kind === 'call') ?? marks[0])?.id ?? null,
      message: marks.some((mark) => mark.kind === 'message'),
    }
  })
}

type Named = { id: string; name: string }

function namesOf(rows: Named[]): Map<string, string> {
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** `type` is machine.input, e.g. 'call.leg.answered', 'queue-entry.offer'. */
export function eventView(event: StoredEvent, whole: boolean, configuration: (hash: string) => unknown): CallEventView {
  const kept = shortened(JSON.parse(event.data), configuration) as Record<string, unknown>
  const shown = (whole ? kept : maskDeep(kept)) as Record<string, unknown>
  return { seq: event.seq, at: event.at, type: `${event.machine}.${event.type}`, data: shown }
}

const CONFIGURATION = ['nodes', 'members', 'spans']

/** Whole flows, queues and hours belong to some events: only their id and name, and a flow's version, are shown. */
function shortened(value: unknown, configuration: (hash: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => shortened(item, configuration))
  if (typeof value !== 'object' || value === null) return value
  if ('$configuration' in value) return shortened(configuration(String(value.$configuration)), configuration)
  if (CONFIGURATION.some((key) => key in value) && 'id' in value) {
    const name = 'name' in value ? value.name : ''
    return { id: value.id, name, ...('version' in value ? { version: value.version } : {}) }
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shortened(item, configuration)]))
}
