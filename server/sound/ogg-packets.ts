// Packets of the first stream in an Ogg file (RFC 3533 §6), also those that go on over a page's end.
import { SoundFault } from './sound-fault.ts'

const HEADER_BYTES = 27
const LAST_PAGE = 4

/** Throws a SoundFault; a file without its last page is cut off. */
export function* oggPackets(file: Buffer): Generator<Uint8Array> {
  const serial = file.length < HEADER_BYTES ? 0 : file.readUInt32LE(14)
  let begun: Uint8Array[] = []
  let isLast = false
  for (let at = 0; at < file.length && !isLast; ) {
    const page = readPage(file, at)
    at = page.end
    if (page.serial !== serial) continue
    isLast = (page.flags & LAST_PAGE) !== 0
    for (const { bytes, isWhole } of page.pieces) {
      begun.push(bytes)
      if (!isWhole) continue
      yield begun.length === 1 ? bytes : Buffer.concat(begun)
      begun = []
    }
  }
  if (!isLast) throw new SoundFault('sound-cut')
}

type Page = { flags: number; serial: number; end: number; pieces: { bytes: Uint8Array; isWhole: boolean }[] }

function readPage(file: Buffer, at: number): Page {
  if (at + HEADER_BYTES > file.length) throw new SoundFault('sound-cut')
  if (file.toString('latin1', at, at + 4) !== 'OggS') throw new SoundFault('sound-broken')
  const bodyAt = at + HEADER_BYTES + (file[at + 26] ?? 0)
  const lacing = file.subarray(at + HEADER_BYTES, bodyAt)
  const end = bodyAt + lacing.reduce((sum, value) => sum + value, 0)
  if (end > file.length) throw new SoundFault('sound-cut')
  const pieces: Page['pieces'] = []
  let from = bodyAt
  let to = bodyAt
  for (const [i, value] of lacing.entries()) {
    to += value
    const isWhole = value < 255
    if (!isWhole && i < lacing.length - 1) continue
    pieces.push({ bytes: file.subarray(from, to), isWhole })
    from = to
  }
  return { flags: file[at + 5] ?? 0, serial: file.readUInt32LE(at + 14), end, pieces }
}
