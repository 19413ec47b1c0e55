// Caller-id messages as bytes: SDMF (0x04) and MDMF (0x80), checksum included. SPEC.md F4-F8.
import { absentNumber, type CallerId, isCallerNumber, numberOnly } from './caller-id.ts'
import { decodeCallerName } from './caller-name.ts'

export const SDMF = 0x04
export const MDMF = 0x80
const DATE = 0x01
const NUMBER = 0x02
const NUMBER_ABSENT = 0x04
const NAME = 0x07
const NAME_ABSENT = 0x08
const DATE_LENGTH = 8
const DIGITS = /^[0-9]{8}$/

/** `message` is everything from the type to the checksum; null unless all of it is right. */
export function readCallerId(message: Uint8Array): CallerId | null {
  const length = message[1]
  if (length === undefined || message.length !== length + 3 || sumOf(message) !== 0) return null
  const body = message.subarray(2, 2 + length)
  if (message[0] === SDMF) return readSdmf(body)
  return message[0] === MDMF ? readMdmf(body) : null
}

/** The two's complement of the sum is the last byte: all bytes together make 0. */
const sumOf = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => (sum + byte) & 0xff, 0)

const asciiOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes)

function absenceOf(text: string): CallerId | null {
  if (text === 'O') return absentNumber('unavailable')
  return text === 'P' ? absentNumber('private') : null
}

function readSdmf(body: Uint8Array): CallerId | null {
  const date = asciiOf(body.subarray(0, DATE_LENGTH))
  const text = asciiOf(body.subarray(DATE_LENGTH))
  if (!DIGITS.test(date)) return null
  const said = isCallerNumber(text) ? numberOnly(text) : absenceOf(text)
  return said && { ...said, date }
}

function readMdmf(body: Uint8Array): CallerId | null {
  const said: CallerId = numberOnly('')
  let at = 0
  while (at < body.length) {
    const [type, length] = [body[at]!, body[at + 1]]
    if (length === undefined || at + 2 + length > body.length) return null
    if (!readParameter(said, type, body.subarray(at + 2, at + 2 + length))) return null
    at += 2 + length
  }
  return said
}

/** F6: parameters not known here are passed over; a known one that cannot be is a message not to trust. */
function readParameter(said: CallerId, type: number, bytes: Uint8Array): boolean {
  const text = asciiOf(bytes)
  if (type === DATE) {
    said.date = text
    return DIGITS.test(text)
  }
  if (type === NUMBER) {
    said.number = text
    return isCallerNumber(text)
  }
  if (type === NUMBER_ABSENT) {
    said.absent = absenceOf(text)?.absent ?? null
    return said.absent !== null
  }
  if (type === NAME) said.name = decodeCallerName(bytes)
  else if (type === NAME_ABSENT) said.name = ''
  return true
}

const bytesOf = (text: string): number[] => [...text].map((character) => character.charCodeAt(0))
const absenceLetter = ({ absent }: CallerId): string => (absent === 'private' ? 'P' : 'O')

export function writeSdmf(callerId: CallerId): Uint8Array {
  return framed(SDMF, [...bytesOf(callerId.date), ...bytesOf(callerId.number || absenceLetter(callerId))])
}

/** The name goes out as the bytes given, UTF-8 unless the caller encodes it otherwise. */
export function writeMdmf(callerId: CallerId, name: Uint8Array = new TextEncoder().encode(callerId.name)): Uint8Array {
  const parameter = (type: number, bytes: Iterable<number>): number[] => {
    const all = [...bytes]
    return [type, all.length, ...all]
  }
  const { date, number } = callerId
  return framed(MDMF, [
    ...(date === '' ? [] : parameter(DATE, bytesOf(date))),
    ...(number === ''
      ? parameter(NUMBER_ABSENT, bytesOf(absenceLetter(callerId)))
      : parameter(NUMBER, bytesOf(number))),
    ...(name.length === 0 ? [] : parameter(NAME, name)),
  ])
}

function framed(type: number, body: number[]): Uint8Array {
  const message = Uint8Array.from([type, body.length, ...body, 0])
  message[message.length - 1] = -sumOf(message) & 0xff
  return message
}
