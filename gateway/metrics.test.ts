import { expect, test } from 'vitest'
import { DropReason, newCounters } from './media/media-counters.ts'
import { metricsText, type Watched } from './metrics.ts'
import { GuardDrop } from './transport/doorkeeper.ts'

const counters = newCounters()
const watched: Watched = {
  link: { awayMs: () => 0, waitingFacts: 3 },
  gateway: { calls: 7 },
  media: {
    stats: async () => ({
      ...{ ...counters, packetsLost: 11, ticksSkipped: 12, dropped: { ...counters.dropped, 'srtp-replay': 13 } },
      ...{ packetsOut: 0, notSent: 0, legs: 1, rooms: 1, players: 0, recordings: 1, seats: 0, seatsUp: 0, phones: 0 },
    }),
  },
  timers: { running: 41 },
  sip: {
    held: { sessions: 42, transactions: 43 },
    guard: {
      dropped: {
        'unknown-source': 21,
        'blocked-source': 22,
        rate: 23,
        'muted-method': 24,
        malformed: 25,
        certificate: 26,
      },
      blockedSources: 31,
      mutedSources: 32,
    },
  },
  uploads: { length: 0 },
  storage: { room: { freeBytes: 1, floorBytes: 2, isLow: true } },
}

test('an operator is told what was turned away and why, what was lost and which ticks were skipped', async () => {
  const text = await metricsText(watched)
  const figureOf = (series: string): number =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${series} `))
        ?.split(' ')[1],
    )
  for (const reason of DropReason)
    expect(figureOf(`trunkline_media_dropped_total{reason="${reason}"}`)).toBe(reason === 'srtp-replay' ? 13 : 0)
  expect(GuardDrop.map((reason) => figureOf(`trunkline_sip_dropped_total{reason="${reason}"}`))).toEqual([
    21, 22, 23, 24, 25, 26,
  ])
  expect(figureOf('trunkline_sip_blocked_sources')).toBe(31)
  expect(figureOf('trunkline_sip_muted_sources')).toBe(32)
  expect(['timers', 'sessions', 'transactions'].map((name) => figureOf(`trunkline_sip_${name}`))).toEqual([41, 42, 43])
  expect(figureOf('trunkline_media_packets_lost')).toBe(11)
  expect(figureOf('trunkline_media_ticks_skipped')).toBe(12)
  expect(figureOf('trunkline_gateway_storage_low')).toBe(1)
})

test('every family has its help and its type, once', async () => {
  const lines = (await metricsText(watched)).trimEnd().split('\n')
  const names = new Set(lines.filter((line) => !line.startsWith('#')).map((line) => line.split(/[{ ]/)[0]))
  expect(names.size).toBeGreaterThan(25)
  for (const name of names) {
    expect(lines.filter((line) => line.startsWith(`# HELP ${name} `))).toHaveLength(1)
    expect(lines.filter((line) => line.startsWith(`# TYPE ${name} `))).toHaveLength(1)
  }
})
