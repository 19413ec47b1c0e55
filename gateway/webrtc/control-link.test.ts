import { expect, test } from 'vitest'
import { ControlWorkerLink } from './control-link.ts'
import type { FromControl, ToControl } from './control-messages.ts'

const open = (key: string): Extract<ToControl, { type: 'open' }> => ({
  type: 'open',
  key,
  address: '127.0.0.1',
  port: 1,
  ufrag: 'u',
  password: 'p',
  fingerprints: [],
  candidates: [],
  setup: 'active',
})

test('W13 a control worker that dies is started again and its connections are told', async () => {
  const link = new ControlWorkerLink(new URL('./test-failing-worker.ts', import.meta.url))
  const opened = (key: string, onGone: (message: FromControl) => void): Promise<FromControl> =>
    new Promise((done) =>
      link.open(open(key), (message) => (message.type === 'gone' ? onGone(message) : done(message))),
    )
  let gone: (message: FromControl) => void = () => {}
  const lost = new Promise<FromControl>((done) => {
    gone = done
  })
  await opened('a', gone)
  link.post({ type: 'datagram', key: 'a', bytes: new Uint8Array(1), address: '127.0.0.1', port: 1 })
  expect(await lost).toMatchObject({ type: 'gone', key: 'a', reason: 'failed' })
  expect(await opened('b', gone)).toMatchObject({ type: 'ready', key: 'b' })
})
