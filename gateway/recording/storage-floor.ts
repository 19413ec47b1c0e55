// How much of a disk recordings leave free.
import { statfsSync } from 'node:fs'

/** The lesser of a share of the disk and a number of bytes. */
export type StorageFloor = { percent: number; bytes: number }
export type Room = { freeBytes: number; floorBytes: number; isLow: boolean }

/** Of the disk that holds `path`; throws when it cannot be asked. */
export function roomAt(path: string, floor: StorageFloor): Room {
  const { bavail, blocks, bsize } = statfsSync(path)
  const floorBytes = Math.min((blocks * bsize * floor.percent) / 100, floor.bytes)
  const freeBytes = bavail * bsize
  return { freeBytes, floorBytes, isLow: freeBytes < floorBytes }
}
