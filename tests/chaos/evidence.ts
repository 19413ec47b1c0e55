// What a finished call must have left behind: one record that adds up, one recording in which both speak.
import { expect } from 'vitest'
import type { Api } from '../harness/api.ts'
import { type Trunkline, until } from '../harness/trunkline.ts'
import { readWav, sidesOf } from '../harness/wav.ts'
import { AGENT_HZ, CUSTOMER_HZ } from './caller.ts'
import { recordingsOf, recordsOf, type StoredRecord, type StoredRecording } from './events-db.ts'

const LOUD = 500

/** The only record of this customer's call, once it is there. */
export async function oneRecord(trunkline: Trunkline, customer: string, withinMs = 10_000): Promise<StoredRecord> {
  let records: StoredRecord[] = []
  await until(
    async () => {
      records = await recordsOf(trunkline, customer)
      return records.length > 0
    },
    withinMs,
    () => `no record of ${customer}`,
  )
  expect(records, `records of ${customer}`).toHaveLength(1)
  const record = records[0] as StoredRecord
  const { menu_ms, wait_ms, ring_ms, talk_ms, hold_ms, started_at, ended_at } = record
  expect(menu_ms + wait_ms + ring_ms + talk_ms + hold_ms).toBe(ended_at - started_at)
  return record
}

export type Heard = { recording: StoredRecording; seconds: number; longestSilenceMs: number }

/** The only recording of a call, played through the API; the tones must be in its last second. */
export async function oneRecording(trunkline: Trunkline, api: Api, callId: string, isTalk = true): Promise<Heard> {
  let recordings: StoredRecording[] = []
  await until(
    async () => {
      recordings = await recordingsOf(trunkline, callId)
      return recordings.some(({ state }) => state === 'ready')
    },
    20_000,
    () => `no recording of ${callId} is ready: ${JSON.stringify(recordings)}`,
  )
  expect(recordings).toHaveLength(1)
  const recording = recordings[0] as StoredRecording
  const reply = await api.request('GET', `/recordings/${recording.id}.wav`)
  expect(reply.status).toBe(200)
  const wav = readWav(Buffer.from(await reply.arrayBuffer()))
  const { left, right } = sidesOf(wav)
  expect(Math.abs(left - CUSTOMER_HZ), `the customer's side plays ${left} Hz`).toBeLessThanOrEqual(5)
  if (isTalk) expect(Math.abs(right - AGENT_HZ), `the agent's side plays ${right} Hz`).toBeLessThanOrEqual(5)
  return { recording, seconds: wav.sound.length / 4 / wav.rate, longestSilenceMs: longestSilence(wav.sound) }
}

/** The longest stretch in which one of the two sides says nothing, looked at in steps of 10 ms. */
function longestSilence(sound: Buffer): number {
  let longest = 0
  for (const side of [0, 2]) {
    let silent = 0
    for (let at = 0; at + 320 <= sound.length; at += 320) {
      let peak = 0
      for (let i = at + side; i < at + 320; i += 4) peak = Math.max(peak, Math.abs(sound.readInt16LE(i)))
      silent = peak < LOUD ? silent + 10 : 0
      longest = Math.max(longest, silent)
    }
  }
  return longest
}
