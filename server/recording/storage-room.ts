// Room on the disk of the data, where recordings are brought to.
import { statfsSync } from 'node:fs'
import type { RecordingSettings } from '#protocol/api'

export type Room = { freeBytes: number; floorBytes: number; isLow: boolean }

/** The floor is the lesser of a share of the disk and a number of bytes. */
export function roomOf(dataDir: string, { floorPercent, floorBytes }: RecordingSettings): Room {
  const { bavail, blocks, bsize } = statfsSync(dataDir)
  const floor = Math.min((blocks * bsize * floorPercent) / 100, floorBytes)
  const freeBytes = bavail * bsize
  return { freeBytes, floorBytes: floor, isLow: freeBytes < floor }
}
