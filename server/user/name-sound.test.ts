import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { nameSound } from '../call/introduce.ts'
import { startTrial, type Trial } from '../http/trial-server.ts'

const WORD = readFileSync(join(import.meta.dirname, '../../prompts/zh-CN/digit-1.wav'))
const MUSIC = readFileSync(join(import.meta.dirname, '../../prompts/zh-CN/music.wav'))
let trial: Trial
beforeEach(async () => {
  trial = await startTrial()
})
afterEach(() => trial.close())

const idOf = (number: string) => trial.people.find((person) => person.number === number)?.userId ?? ''
const send = async (path: string, as: string, body: Buffer) => {
  const headers = { cookie: trial.cookie(as), origin: trial.base, 'content-type': 'audio/wav' }
  return (await fetch(`${trial.base}/api/v1${path}`, { method: 'PUT', headers, body: new Uint8Array(body) })).status
}
const heard = async (path: string, as: string) => (await trial.call('GET', `/api/v1${path}`, { as })).status

it('F089 an agent records the own name, an administrator anybody’s; in every language it is the same one', async () => {
  expect(await heard('/session/name-sound', '8001')).toBe(404)
  expect(await send('/session/name-sound', '8001', WORD)).toBe(204)
  expect(await heard('/session/name-sound', '8001')).toBe(200)
  expect(await send(`/users/${idOf('8002')}/name-sound`, '8201', WORD)).toBe(204)
  expect(await heard('/session/name-sound', '8002')).toBe(200)
  const { name } = nameSound(idOf('8001'))
  expect(trial.parts.prompts.resolve(name, 'en')).toMatchObject({ name })
})

it('F089 refuses what is no sound, what is no name, and another’s', async () => {
  expect(await send('/session/name-sound', '8001', Buffer.from('hello'))).toBe(422)
  expect(await send('/session/name-sound', '8001', MUSIC)).toBe(422)
  expect(await heard('/session/name-sound', '8001')).toBe(404)
  expect(await send(`/users/${idOf('8002')}/name-sound`, '8001', WORD)).toBe(403)
  expect(await send('/users/nobody/name-sound', '8201', WORD)).toBe(404)
})
