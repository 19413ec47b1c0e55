import { describe, expect, it } from 'vitest'
import { Doorkeeper } from './doorkeeper.ts'
import { BLOCK_MS, MAX_FAILURES } from './source-guard.ts'

const TRUNK = '10.0.0.2'
const PARTY = '10.0.0.3'
const STRANGER = '10.9.9.9'
const octets = (text: string) => Buffer.from(`${text} sip:a SIP/2.0\r\n\r\n`)
const ANSWER = Buffer.from('SIP/2.0 200 OK\r\n\r\n')

function setUp() {
  const clock = { now: 0 }
  const asked: string[] = []
  const logged: string[] = []
  const awaits = { any: false }
  const door = new Doorkeeper({
    isLineAddress: (address) => address === TRUNK,
    isKnownAddress(address) {
      asked.push(address)
      return address === PARTY
    },
    isAwaiting: () => awaits.any,
    now: () => clock.now,
    log: (event, fields) => logged.push(`${event} ${fields.address}`),
  })
  const admits = (text: string, address: string) => door.admits(octets(text), { address, port: 5060 })
  return { door, clock, asked, logged, awaits, admits }
}

describe('the door', () => {
  it('G6 lets lines and parties of living dialogs in, and nobody else', () => {
    const { door, admits } = setUp()
    expect([TRUNK, PARTY, STRANGER].map((address) => admits('INVITE', address))).toEqual([true, true, false])
    expect([TRUNK, PARTY, STRANGER].map((address) => door.admitsConnection(address))).toEqual([true, true, false])
  })

  it('G6 reads a stranger’s answer only while one is awaited', () => {
    const { door, awaits } = setUp()
    const answers = () => door.admits(ANSWER, { address: STRANGER, port: 5060 })
    expect(answers()).toBe(false)
    awaits.any = true
    expect(answers()).toBe(true)
  })

  it('G2 a blocked source is turned away without another look, awaited or not, for ten minutes', () => {
    const { door, clock, asked, logged, awaits, admits } = setUp()
    for (let i = 0; i < MAX_FAILURES; i++) admits('OPTIONS', STRANGER)
    expect(logged).toEqual([`sip.source-blocked ${STRANGER}`])
    const looks = asked.length
    awaits.any = true
    expect(door.admits(ANSWER, { address: STRANGER, port: 5060 })).toBe(false)
    expect(door.admitsConnection(STRANGER)).toBe(false)
    expect(asked).toHaveLength(looks)
    clock.now += BLOCK_MS
    expect(door.admits(ANSWER, { address: STRANGER, port: 5060 })).toBe(true)
  })

  it('G2 connections count as messages do', () => {
    const { door, logged } = setUp()
    for (let i = 0; i < MAX_FAILURES; i++) door.admitsConnection(STRANGER)
    expect(logged).toHaveLength(1)
  })

  it('G7 a line’s source is never blocked; what it should not ask is not heard', () => {
    const { door, logged, admits } = setUp()
    for (let i = 0; i < MAX_FAILURES * 2; i++) door.failTrunk(TRUNK)
    expect(logged).toEqual([`sip.source-muted ${TRUNK}`])
    const heard = ['INVITE', 'BYE', 'OPTIONS', 'REGISTER', 'SUBSCRIBE', '\0\0'].map((method) => admits(method, TRUNK))
    expect(heard).toEqual([true, true, true, false, false, false])
    expect(door.admits(ANSWER, { address: TRUNK, port: 5060 })).toBe(true)
    expect(door.admitsConnection(TRUNK)).toBe(true)
  })

  it('G9 counts what it turned away by reason, and the sources blocked now', () => {
    const { door, clock, admits } = setUp()
    for (let i = 0; i < MAX_FAILURES; i++) admits('OPTIONS', STRANGER)
    admits('INVITE', STRANGER)
    door.admitsConnection(STRANGER)
    for (let i = 0; i < 4001; i++) admits('INVITE', TRUNK)
    for (let i = 0; i < MAX_FAILURES; i++) door.failTrunk(TRUNK)
    expect(door.figures).toEqual({
      dropped: { 'unknown-source': 10, 'blocked-source': 2, rate: 1, 'muted-method': 0, malformed: 0, certificate: 0 },
      blockedSources: 1,
      mutedSources: 1,
    })
    clock.now += 1000
    admits('REGISTER', TRUNK)
    expect(door.figures.dropped['muted-method']).toBe(1)
    clock.now += BLOCK_MS
    expect(door.figures).toMatchObject({ blockedSources: 0, mutedSources: 0 })
  })
})
