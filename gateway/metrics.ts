// What /metrics tells an operator, in Prometheus' text.
import { readdirSync } from 'node:fs'
import type { Gateway } from './gateway.ts'
import type { ServerLink } from './link/link.ts'
import { DropReason, type MediaStats } from './media/media-counters.ts'
import type { StorageWatch } from './recording/storage-watch.ts'
import type { UploadQueue } from './recording/upload-queue.ts'
import { GuardDrop, type GuardFigures } from './transport/doorkeeper.ts'

type Sample = { value: number; reason?: string }
type Family = { name: string; type: 'counter' | 'gauge'; help: string; samples: Sample[] }
type CountedMedia = Exclude<keyof MediaStats, 'dropped'>

const MEDIA: Record<CountedMedia, [type: 'counter' | 'gauge', help: string]> = {
  packetsIn: ['counter', 'RTP packets that came, taken or not.'],
  packetsOut: ['counter', 'Datagrams handed to the kernel.'],
  packetsLost: ['counter', 'RTP packets that were sent to us and did not come.'],
  notSent: ['counter', 'Datagrams that the kernel would not take.'],
  rtcpIn: ['counter', 'RTCP reports read.'],
  rtcpOut: ['counter', 'RTCP reports sent.'],
  ticks: ['counter', 'Ticks of the 20 ms clock.'],
  ticksSkipped: ['counter', 'Ticks left out because the media worker was held up.'],
  latenessMaxMs: ['gauge', 'The latest tick since the last reading, milliseconds after its time.'],
  latenessSumMs: ['counter', 'Sum of the lateness of all ticks, milliseconds.'],
  legs: ['gauge', 'Legs with sound.'],
  rooms: ['gauge', 'Rooms in which legs hear one another.'],
  players: ['gauge', 'Players, running or loading.'],
  recordings: ['gauge', 'Recordings being written.'],
  seats: ['gauge', 'Seats known, connected or away.'],
  seatsUp: ['gauge', 'Seats with a connection.'],
  phones: ['gauge', 'Demo telephones known.'],
}

export type Watched = {
  link: Pick<ServerLink, 'awayMs' | 'waitingFacts'>
  gateway: Pick<Gateway, 'calls'>
  media: { stats(): Promise<MediaStats> }
  sip: { readonly guard: GuardFigures; readonly held: { sessions: number; transactions: number } }
  timers: { readonly running: number }
  uploads: Pick<UploadQueue, 'length'>
  storage: Pick<StorageWatch, 'room'>
}

export async function metricsText(watched: Watched): Promise<string> {
  const media = await watched.media.stats()
  const families = [
    ...ownFamilies(watched),
    ...sipFamilies(watched),
    ...guardFamilies(watched.sip.guard),
    ...mediaFamilies(media),
    ...processFamilies(),
  ]
  return families.map(familyText).join('')
}

const one = (name: string, type: Family['type'], help: string, value: number): Family => ({
  ...{ name, type, help },
  samples: [{ value }],
})

function ownFamilies({ link, gateway, uploads, storage }: Watched): Family[] {
  const { freeBytes, floorBytes, isLow } = storage.room
  return [
    one('trunkline_gateway_calls', 'gauge', 'Calls on lines.', gateway.calls),
    one('trunkline_gateway_server_away_ms', 'gauge', 'How long the server has been away.', link.awayMs()),
    one('trunkline_gateway_facts_waiting', 'gauge', 'Facts that the server has not confirmed.', link.waitingFacts),
    one('trunkline_gateway_recordings_waiting', 'gauge', 'Recordings to be uploaded.', uploads.length),
    one('trunkline_gateway_storage_free_bytes', 'gauge', 'Room where recordings are written.', freeBytes),
    one('trunkline_gateway_storage_floor_bytes', 'gauge', 'Room that recordings leave free there.', floorBytes),
    one('trunkline_gateway_storage_low', 'gauge', 'Is there less than that?', Number(isLow)),
  ]
}

function sipFamilies({ sip, timers }: Watched): Family[] {
  const { sessions, transactions } = sip.held
  return [
    one('trunkline_sip_sessions', 'gauge', 'Calls in signalling, those that are ending too.', sessions),
    one('trunkline_sip_transactions', 'gauge', 'SIP transactions; the last of a call stay for 32 s.', transactions),
    one(
      'trunkline_sip_timers',
      'gauge',
      'Timers of calls, lines and connections that are still to fire.',
      timers.running,
    ),
  ]
}

function guardFamilies({ dropped, blockedSources, mutedSources }: GuardFigures): Family[] {
  return [
    {
      ...{ name: 'trunkline_sip_dropped_total', type: 'counter' },
      help: 'SIP messages and connections turned away, by reason.',
      samples: GuardDrop.map((reason) => ({ reason, value: dropped[reason] })),
    },
    one('trunkline_sip_blocked_sources', 'gauge', 'Unknown addresses that are blocked now.', blockedSources),
    one('trunkline_sip_muted_sources', 'gauge', 'Trunks whose senseless requests are dropped now.', mutedSources),
  ]
}

function mediaFamilies(stats: MediaStats): Family[] {
  const counted = Object.entries(MEDIA).map(([key, [type, help]]) => {
    const name = `trunkline_media_${key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`
    return one(name, type, help, stats[key as CountedMedia])
  })
  const dropped = DropReason.map((reason) => ({ reason, value: stats.dropped[reason] }))
  const help = 'Datagrams on media ports that were not taken, by reason.'
  return [...counted, { name: 'trunkline_media_dropped_total', type: 'counter', help, samples: dropped }]
}

function processFamilies(): Family[] {
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed } = process.memoryUsage()
  const families = [
    one('process_resident_memory_bytes', 'gauge', 'Resident memory.', rss),
    one('process_heap_bytes', 'gauge', 'Heap of the control thread.', heapUsed),
    one('process_cpu_seconds_total', 'counter', 'User and system CPU time.', (user + system) / 1e6),
  ]
  const files = openFiles()
  return files === null ? families : [...families, one('process_open_fds', 'gauge', 'Open file descriptors.', files)]
}

/** Null where the system does not tell. */
function openFiles(): number | null {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return null
  }
}

function familyText({ name, type, help, samples }: Family): string {
  const lines = samples.map(
    ({ value, reason }) => `${name}${reason === undefined ? '' : `{reason="${reason}"}`} ${value}`,
  )
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('\n')}\n`
}
