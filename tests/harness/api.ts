// An API client with a session of its own, signed in by a one-time link.
import type { BrowserContext } from 'playwright-core'
import type { CallDetail, CallRow } from '#protocol/api'
import type { QueueConfig } from '#protocol/queue-config'
import { until } from './trunkline.ts'

export class Api {
  private constructor(
    readonly url: string,
    readonly cookie: string,
  ) {}

  /** `from`: the address that a trusted proxy names, for more sign-ins than one source is allowed. */
  static async signIn(url: string, link: string, from?: string): Promise<Api> {
    const token = link.replace(/^.*#(token=)?/, '')
    const reply = await fetch(`${url}/api/v1/session/link`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url, ...(from ? { 'x-forwarded-for': from } : {}) },
      body: JSON.stringify({ token }),
    })
    if (!reply.ok) throw new Error(`sign-in failed: ${reply.status} ${await reply.text()}`)
    const cookie = reply.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    return new Api(url, cookie)
  }

  /** With a session that somebody else has signed in. */
  static ofSession(url: string, cookie: string): Api {
    return new Api(url, cookie)
  }

  /** With the session of a browser's pages. */
  static async ofPages(url: string, context: BrowserContext): Promise<Api> {
    const cookies = await context.cookies()
    return new Api(url, cookies.map(({ name, value }) => `${name}=${value}`).join('; '))
  }

  async request(method: string, path: string, body?: unknown): Promise<Response> {
    const headers: Record<string, string> = { cookie: this.cookie, origin: this.url }
    if (body !== undefined) headers['content-type'] = 'application/json'
    return fetch(`${this.url}/api/v1${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }

  async json<T>(path: string): Promise<T> {
    const reply = await this.request('GET', path)
    if (!reply.ok) throw new Error(`GET ${path}: ${reply.status} ${await reply.text()}`)
    return (await reply.json()) as T
  }

  async calls(): Promise<CallRow[]> {
    return (await this.json<{ rows: CallRow[] }>('/calls?limit=100')).rows
  }

  /** The newest call once `isSo` holds of it. */
  async callWhere(isSo: (call: CallRow) => boolean, withinMs = 15_000): Promise<CallDetail> {
    let found: CallRow | undefined
    await until(
      async () => {
        found = (await this.calls()).find(isSo)
        return found !== undefined
      },
      withinMs,
      () => 'no such call record',
    )
    return this.json<CallDetail>(`/calls/${found?.id}`)
  }

  /** A session of this person's, by a link that the administrator makes. */
  async signInAs(userId: string, from?: string): Promise<Api> {
    const reply = await this.request('POST', `/users/${userId}/link`)
    if (!reply.ok) throw new Error(`no link: ${reply.status} ${await reply.text()}`)
    return Api.signIn(this.url, ((await reply.json()) as { link: string }).link, from)
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    const reply = await this.request('POST', path, body)
    if (!reply.ok) throw new Error(`POST ${path}: ${reply.status} ${await reply.text()}`)
    return (await reply.json()) as T
  }

  async put(path: string, body: unknown): Promise<void> {
    const reply = await this.request('PUT', path, body)
    if (!reply.ok) throw new Error(`PUT ${path}: ${reply.status} ${await reply.text()}`)
  }

  /** The newest call's record once it has a recording that can be played, and that recording. */
  async recordedCall(isSo: (call: CallRow) => boolean): Promise<{ call: CallDetail; recording: Buffer }> {
    const { id } = await this.callWhere(isSo)
    let call: CallDetail | null = null
    await until(
      async () => {
        call = await this.json<CallDetail>(`/calls/${id}`)
        return call.recordings.some((recording) => recording.state === 'ready')
      },
      20_000,
      () => `no recording is ready: ${JSON.stringify(call?.recordings)}`,
    )
    const found = call as CallDetail | null
    const reply = await this.request('GET', `/recordings/${found?.recordings[0]?.id}.wav`)
    if (!found || !reply.ok) throw new Error(`the recording cannot be played: ${reply.status}`)
    return { call: found, recording: Buffer.from(await reply.arrayBuffer()) }
  }

  /** No time for notes between the calls of a test. */
  async withoutWrapUp(): Promise<void> {
    for (const queue of await this.json<QueueConfig[]>('/queues'))
      await this.put(`/queues/${queue.id}`, { ...queue, wrapUpMs: 0 })
  }
}
