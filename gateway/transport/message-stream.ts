// Cuts what comes on one connection into messages by Content-Length (RFC 3261 §18.3), with keep-alives between them
// (RFC 5626 §4.4.1). After the first fault nothing of the connection can be trusted.
import { findBlankLine } from '../sip/framing.ts'
import { MAX_BODY_OCTETS, MAX_HEADER_SECTION_OCTETS } from '../sip/limits.ts'
import { octetText } from '../sip/octets.ts'

export type StreamItem =
  | { type: 'message'; octets: Uint8Array }
  /** Two CRLFs: the peer asks whether we are there. */
  | { type: 'ping' }
  /** One CRLF: the answer. */
  | { type: 'pong' }
  | { type: 'fault'; reason: string }

const LF = 10
const CR = 13
const START_OCTETS = 4096
/** What the end of a blank line may still lack. */
const BLANK_LINE_OVERLAP = 3
const CONTENT_LENGTH = /^(?:content-length|l)[ \t]*:[ \t]*([^\r\n]*?)[ \t]*\r?$/gim

/** §20.14: a stream must say the length, and say it once. */
function bodyLength(head: string): number | null {
  const lengths = new Set([...head.matchAll(CONTENT_LENGTH)].map((match) => match[1]!))
  const [length] = [...lengths]
  return lengths.size === 1 && /^\d{1,9}$/.test(length!) ? Number(length) : null
}

export class MessageStream {
  #buffer = new Uint8Array(START_OCTETS)
  #length = 0
  /** Where the search for the end of the headers goes on. */
  #searched = 0
  /** Of the message that is being received, once its headers are whole. */
  #whole: number | null = null
  #isBroken = false

  /** A message has begun and is not whole. */
  get isPartial(): boolean {
    return this.#length > 0 && this.#buffer[0] !== CR && this.#buffer[0] !== LF
  }

  push(octets: Uint8Array): StreamItem[] {
    const items: StreamItem[] = []
    if (this.#isBroken) return items
    this.#append(octets)
    for (let item = this.#next(); item; item = this.#next()) {
      items.push(item)
      if (item.type === 'fault') {
        this.#isBroken = true
        break
      }
    }
    return items
  }

  #append(octets: Uint8Array): void {
    const needed = this.#length + octets.length
    if (needed > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2))
      grown.set(this.#buffer.subarray(0, this.#length))
      this.#buffer = grown
    }
    this.#buffer.set(octets, this.#length)
    this.#length = needed
  }

  #next(): StreamItem | null {
    if (this.#length === 0) return null
    if (this.#buffer[0] === CR && this.#length > 1 && this.#buffer[1] !== LF)
      return { type: 'fault', reason: 'a carriage return alone' }
    return this.#keepAlive() ?? (this.isPartial ? this.#message() : null)
  }

  #keepAlive(): StreamItem | null {
    const line = lineEndAt(this.#buffer, 0, this.#length)
    if (line === 0) return null
    const second = lineEndAt(this.#buffer, line, this.#length)
    // Half of a CRLF: the other half decides what it is.
    const isCut = this.#buffer[line] === CR && this.#length === line + 1
    if (isCut) return null
    this.#drop(line + second)
    return { type: second > 0 ? 'ping' : 'pong' }
  }

  #message(): StreamItem | null {
    if (this.#whole === null) {
      const held = this.#buffer.subarray(0, this.#length)
      const blank = findBlankLine(held, this.#searched)
      const end = blank?.[0] ?? this.#length
      if (end > MAX_HEADER_SECTION_OCTETS) return { type: 'fault', reason: 'header section too long' }
      if (!blank) {
        this.#searched = Math.max(0, this.#length - BLANK_LINE_OVERLAP)
        return null
      }
      const length = bodyLength(octetText(held.subarray(0, end)))
      if (length === null) return { type: 'fault', reason: 'no usable Content-Length' }
      if (length > MAX_BODY_OCTETS) return { type: 'fault', reason: 'body too long' }
      this.#whole = blank[1] + length
    }
    if (this.#length < this.#whole) return null
    const octets = this.#buffer.slice(0, this.#whole)
    this.#drop(this.#whole)
    return { type: 'message', octets }
  }

  #drop(octets: number): void {
    this.#buffer.copyWithin(0, octets, this.#length)
    this.#length -= octets
    this.#searched = 0
    this.#whole = null
    if (this.#length === 0 && this.#buffer.length > START_OCTETS) this.#buffer = new Uint8Array(START_OCTETS)
  }
}

/** The length of the line end at that place, 0 when there is none. */
function lineEndAt(octets: Uint8Array, at: number, length: number): number {
  if (at >= length) return 0
  if (octets[at] === LF) return 1
  return octets[at] === CR && at + 1 < length && octets[at + 1] === LF ? 2 : 0
}
