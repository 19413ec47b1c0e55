// rtpengine's `ng` control protocol: a cookie, a space and a bencoded dictionary over UDP.
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'

type Bencoded = string | number | Bencoded[] | { [key: string]: Bencoded }

function encode(value: Bencoded): string {
  if (typeof value === 'number') return `i${value}e`
  if (typeof value === 'string') return `${Buffer.byteLength(value)}:${value}`
  if (Array.isArray(value)) return `l${value.map(encode).join('')}e`
  const keys = Object.keys(value).sort()
  return `d${keys.map((key) => encode(key) + encode(value[key] ?? '')).join('')}e`
}

function decode(bytes: Buffer, cursor: { at: number }): Bencoded {
  const kind = String.fromCharCode(bytes[cursor.at] ?? 0)
  if (kind === 'i') {
    const end = bytes.indexOf('e', cursor.at)
    const number = Number(bytes.toString('latin1', cursor.at + 1, end))
    cursor.at = end + 1
    return number
  }
  if (kind === 'l' || kind === 'd') {
    cursor.at++
    const items: Bencoded[] = []
    while (bytes[cursor.at] !== 0x65) items.push(decode(bytes, cursor))
    cursor.at++
    if (kind === 'l') return items
    return Object.fromEntries(items.flatMap((key, i) => (i % 2 === 0 ? [[String(key), items[i + 1] ?? '']] : [])))
  }
  const colon = bytes.indexOf(':', cursor.at)
  const end = colon + 1 + Number(bytes.toString('latin1', cursor.at, colon))
  cursor.at = end
  return bytes.toString('utf8', colon + 1, end)
}

export class NgClient {
  readonly #socket = createSocket('udp4')
  readonly #waiting = new Map<string, (reply: Record<string, Bencoded>) => void>()
  /** rtpengine answers a cookie it has seen from its cache, whoever sends it. */
  readonly #prefix = randomBytes(6).toString('hex')
  #number = 0

  constructor(private readonly port: number) {
    this.#socket.on('message', (message) => {
      const space = message.indexOf(' ')
      const reply = decode(message.subarray(space + 1), { at: 0 })
      this.#waiting.get(message.toString('latin1', 0, space))?.(reply as Record<string, Bencoded>)
    })
  }

  /** Rejects when rtpengine refuses, or does not answer three times in a row. */
  async call(command: Record<string, Bencoded>): Promise<Record<string, Bencoded>> {
    const cookie = `${this.#prefix}_${++this.#number}`
    for (let attempt = 0; attempt < 3; attempt++) {
      const reply = await this.#ask(cookie, encode(command))
      if (reply === null) continue
      if (reply.result === 'error') throw new Error(`rtpengine: ${String(reply['error-reason'])}`)
      return reply
    }
    throw new Error(`rtpengine did not answer ${String(command.command)}`)
  }

  close(): void {
    this.#socket.close()
  }

  #ask(cookie: string, text: string): Promise<Record<string, Bencoded> | null> {
    const { promise, resolve } = Promise.withResolvers<Record<string, Bencoded> | null>()
    const timer = setTimeout(() => resolve(null), 1000)
    this.#waiting.set(cookie, (reply) => {
      clearTimeout(timer)
      resolve(reply)
    })
    this.#socket.send(`${cookie} ${text}`, this.port, '127.0.0.1')
    return promise
  }
}
