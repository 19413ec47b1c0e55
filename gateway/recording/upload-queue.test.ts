import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { UploadQueue } from './upload-queue.ts'

const MIB = 1024 * 1024
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** What the server promises of its upload route, and the ways in which it can be away. */
class Receiver {
  readonly parts = new Map<string, Buffer>()
  readonly ready = new Map<string, Buffer>()
  readonly deleted = new Set<string>()
  /** One line for each piece: whose, from where, how many bytes. */
  readonly pieces: string[] = []
  #fault: ((id: string, body: Buffer) => Response | null) | null = null
  #changed = Promise.withResolvers<void>()
  readonly #server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: (request) => this.#answer(request) })
  readonly url = `http://127.0.0.1:${this.#server.port}`

  /** Answers the next pieces in its own way until told otherwise. */
  failWith(fault: ((id: string, body: Buffer) => Response | null) | null): void {
    this.#fault = fault
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await this.#changed.promise
  }

  tell(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }

  close(): void {
    void this.#server.stop(true)
  }

  async #answer(request: Request): Promise<Response> {
    const url = new URL(request.url)
    const id = url.pathname.split('/').at(-1) ?? ''
    if (request.headers.get('authorization') !== 'Bearer secret') return new Response('', { status: 401 })
    if (request.method === 'PUT') {
      const body = Buffer.from(await request.arrayBuffer())
      const refusal =
        this.#fault?.(id, body) ?? this.#take(id, body, url.searchParams, request.headers.get('x-sha256') ?? '')
      this.tell()
      if (refusal !== null) return refusal
    }
    const state = this.deleted.has(id) ? 'deleted' : this.ready.has(id) ? 'ready' : 'partial'
    return Response.json({ id, state, have: (this.parts.get(id) ?? Buffer.alloc(0)).length })
  }

  #take(id: string, body: Buffer, query: URLSearchParams, sha256: string): Response | null {
    const part = this.parts.get(id) ?? Buffer.alloc(0)
    if (Number(query.get('offset')) !== part.length) return new Response('', { status: 409 })
    this.pieces.push(`${id} ${part.length} ${body.length}`)
    const whole = Buffer.concat([part, body])
    this.parts.set(id, whole)
    if (whole.length < Number(query.get('size'))) return null
    this.parts.delete(id)
    if (hashOf(whole) !== sha256) return new Response('', { status: 422 })
    this.ready.set(id, whole)
    return null
  }
}

let dir: string
let receiver: Receiver
let queue: UploadQueue
const logged: string[] = []

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'upload-'))
  receiver = new Receiver()
  logged.length = 0
  queue = new UploadQueue(dir, receiver.url, 'secret', (text) => {
    logged.push(text)
    receiver.tell()
  })
})
afterEach(async () => {
  queue.close()
  receiver.close()
  await rm(dir, { recursive: true, force: true })
})

async function recording(id: string, bytes: number, ending = '.tlr'): Promise<Buffer> {
  const content = Buffer.from(Uint8Array.from({ length: bytes }, (_, i) => (i * 31 + id.charCodeAt(0)) & 0xff))
  await writeFile(join(dir, id + ending), content)
  return content
}
const drained = () => vi.waitUntil(async () => queue.length === 0 && (await readdir(dir)).length === 0)

test('U1 U5 a file goes up and is removed when the server has confirmed it', async () => {
  const content = await recording('a', 1000)
  queue.add('a', hashOf(content))
  await drained()
  expect(receiver.ready.get('a')?.equals(content)).toBe(true)
})

test('U2 large files take turns, piece by piece', async () => {
  const [a, b] = [await recording('a', 9 * MIB), await recording('b', 5 * MIB)]
  queue.add('a', hashOf(a))
  queue.add('b', hashOf(b))
  await drained()
  expect(receiver.pieces).toEqual([
    `a 0 ${4 * MIB}`,
    `b 0 ${4 * MIB}`,
    `a ${4 * MIB} ${4 * MIB}`,
    `b ${4 * MIB} ${MIB}`,
    `a ${8 * MIB} ${MIB}`,
  ])
  expect([receiver.ready.get('a')?.equals(a), receiver.ready.get('b')?.equals(b)]).toEqual([true, true])
})

test('U1 U3 a cut in mid-piece costs no more than what did not arrive', async () => {
  const content = await recording('a', 3000)
  receiver.failWith((id, body) => {
    receiver.parts.set(id, body.subarray(0, 1200))
    return new Response('', { status: 502 })
  })
  queue.add('a', hashOf(content))
  await receiver.until(() => logged.length === 1)
  receiver.failWith(null)
  queue.wake()
  await drained()
  expect(receiver.pieces).toEqual(['a 1200 1800'])
  expect(receiver.ready.get('a')?.equals(content)).toBe(true)
})

test('U3 one that the server refuses does not hold up the others, and stays', async () => {
  const [bad, good] = [await recording('a', 500), await recording('b', 500)]
  queue.add('a', '0'.repeat(64))
  queue.add('b', hashOf(good))
  await receiver.until(() => logged.length === 1)
  queue.wake()
  await receiver.until(() => receiver.ready.has('b'))
  await receiver.until(() => logged.length === 2)
  expect(await readdir(dir)).toEqual(['a.tlr'])
  expect([queue.length, receiver.ready.has('a'), bad.length]).toEqual([1, false, 500])
})

test('U5 what an earlier process left is uploaded: whole files, also plain ones, none that still grow', async () => {
  const [a, b] = [await recording('a', 700), await recording('b', 800, '.wav')]
  await recording('c', 900, '.tlr.part')
  await queue.addLeftOver()
  await receiver.until(() => receiver.ready.size === 2)
  expect([receiver.ready.get('a')?.equals(a), receiver.ready.get('b')?.equals(b)]).toEqual([true, true])
  await vi.waitUntil(() => queue.length === 0)
  expect(await readdir(dir)).toEqual(['c.tlr.part'])
})

test('U5 one that the server has whole already, or wants no more, is removed without being sent', async () => {
  const [a, b] = [await recording('a', 100), await recording('b', 100)]
  receiver.ready.set('a', a)
  receiver.deleted.add('b')
  queue.add('a', hashOf(a))
  queue.add('b', hashOf(b))
  await drained()
  expect(receiver.pieces).toEqual([])
})
