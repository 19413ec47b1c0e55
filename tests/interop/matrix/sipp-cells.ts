// The cells of SIPp: scenarios that check the messages, and calls whose sound an RTP peer of the tests makes and measures.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { SipLineConfig } from '#protocol/line-config'
import { Customer, SERVICE_DID } from '../../harness/customer.ts'
import { freePort } from '../../harness/free-port.ts'
import { RtpPeer } from '../../harness/rtp-peer.ts'
import { CALLED, type CallerOptions, Sipp, type SippSound } from '../../harness/sipp.ts'
import { transferCall } from '../../harness/transfer-call.ts'
import { until } from '../../harness/trunkline.ts'
import { type Bench, PEER_HZ, SEAT_HZ } from './bench.ts'

type Cell = (bench: Bench) => Promise<void>
type Steps = (bench: Bench, customer: Customer) => Promise<void>

const scenario = (name: string): string =>
  readFileSync(join(import.meta.dirname, `../sipp-features/${name}.xml`), 'utf8')

async function ended(sipp: Sipp): Promise<void> {
  const code = await sipp.done()
  if (code !== 0) throw new Error(`SIPp ended with ${code}:\n${sipp.text.slice(-2000)}`)
}

/** It calls us, and goes through this scenario. */
function passes(name: string, line: Partial<SipLineConfig> = {}): Cell {
  return async (bench) => {
    await bench.setTrunk(line)
    const sipp = Sipp.run(
      scenario(name),
      [`127.0.0.1:${bench.ports.udp}`, '-i', '127.0.0.1', '-m', '1', '-s', SERVICE_DID],
      null,
    )
    try {
      await ended(sipp)
    } finally {
      sipp.stop()
    }
  }
}

/** The agent calls it; it goes through this scenario while the steps are taken. */
function called(text: string, steps: (bench: Bench, sipp: Sipp) => Promise<void>): Cell {
  return async (bench) => {
    const port = await freePort()
    await bench.setTrunk({ port })
    const sipp = Sipp.answer(text, port)
    try {
      await sipp.isListening()
      await bench.dial(bench.newNumber())
      await steps(bench, sipp)
      await ended(sipp)
    } finally {
      sipp.stop()
      await bench.settle()
    }
  }
}

/** `host`: where it calls from. */
type Given = { host?: string; sound?: SippSound; transport?: 'udp' | 'tcp'; line?: Partial<SipLineConfig> }

/** Its call is with the agent: both hear each other, then the steps. */
function talks({ host = '127.0.0.1', sound = {}, transport = 'udp', line = {} }: Given, steps: Steps): Cell {
  return async (bench) => {
    const door = transport === 'tcp' ? await openDoor() : null
    await bench.setTrunk({ host, transport, ...(door && { port: door.port }), ...line })
    const [shown, port] = host === '::1' ? ['[::1]', bench.ports.udp6] : [host, bench.ports[transport]]
    const target: CallerOptions['target'] = { host: shown, port }
    const given = { from: bench.newNumber(), target, source: host, transport, sound, hz: PEER_HZ }
    const customer = await Customer.call(bench.trunkline, given)
    try {
      await (sound.events === false ? keysInBand(customer) : customer.choosesService())
      await bench.click('answer')
      await bench.isIn('talking')
      await customer.sound.hears(SEAT_HZ, 5)
      await bench.seatHears(PEER_HZ)
      await steps(bench, customer)
    } finally {
      customer.close()
      door?.close()
      await bench.settle()
    }
  }
}

/** SIPp takes no connections where it calls from, and a trunk by TCP is up only where one can be had. */
async function openDoor(): Promise<{ port: number; close(): void }> {
  const server = createServer((socket) => socket.on('error', () => socket.destroy()))
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return { port, close: () => server.close() }
}

async function keysInBand({ sound }: Customer): Promise<void> {
  await until(
    () => sound.received > 25,
    10_000,
    () => 'the menu was not heard',
  )
  sound.pressInBand('1')
}

const itHangsUp: Steps = (_, customer) => customer.hangsUp()

const weHangUp: Steps = async (bench, customer) => {
  await bench.click('hang-up')
  await customer.isHungUp()
}

/** The agent keys 5. */
function hearsKey(isHeard: (sound: RtpPeer) => boolean): Steps {
  return async (bench, customer) => {
    await bench.click('keypad')
    await bench.click('keypad-key-5')
    await until(
      () => isHeard(customer.sound),
      10_000,
      () => `the key was not heard: ${customer.sound.events}`,
    )
    await bench.page.keyboard.press('Escape')
    await weHangUp(bench, customer)
  }
}

type Ends = { sipp: Sipp; sound: RtpPeer }

async function bothHear(bench: Bench, sound: RtpPeer): Promise<void> {
  await bench.isIn('talking')
  await sound.hears(SEAT_HZ, 5)
  await bench.seatHears(PEER_HZ)
}

/** The agent calls it, both hear each other, then the steps; the agent hangs up. */
function talksOut(text: (port: number) => string, steps: (bench: Bench, on: Ends) => Promise<void>): Cell {
  return async (bench) => {
    const sound = await RtpPeer.open(PEER_HZ)
    try {
      await called(text(sound.port), async (at, sipp) => {
        sound.start(await sipp.remotePort())
        await bothHear(at, sound)
        await steps(at, { sipp, sound })
        await at.click('hang-up')
      })(bench)
    } finally {
      sound.close()
    }
  }
}

async function holdsAndResumes(bench: Bench, { sipp, sound }: Ends): Promise<void> {
  await bench.click('hold')
  await bench.isIn('holding')
  await sipp.hasLogged('held')
  await until(
    () => Math.abs(sound.heard(600).hz - SEAT_HZ) > 50,
    10_000,
    () => 'it still hears the seat',
  )
  await bench.click('hold')
  await bothHear(bench, sound)
}

async function transfers(bench: Bench): Promise<void> {
  await bench.isIn('talking')
  const said = await transferCall(bench.page, '13900139000')
  if (said !== 'done') throw new Error(`the transfer was refused: ${said}`)
}

async function cancels(bench: Bench): Promise<void> {
  await bench.isIn('dialing')
  await bench.page.getByText('振铃').first().waitFor()
  await bench.click('hang-up')
}

export const sippCells = {
  callIn: talks({}, itHangsUp),
  callInWeEnd: talks({}, weHangUp),
  callOut: talksOut(CALLED.answers, async () => {}),
  itCancels: passes('cancel-first'),
  weCancel: called(CALLED.rings(), cancels),
  refused: called(CALLED.refuses('486 Busy Here'), (bench) => bench.page.getByTestId('dial-trouble').waitFor()),
  itHolds: passes('hold'),
  weHold: talksOut((port) => scenario('called-hold').replaceAll('[media_port]', `${port}`), holdsAndResumes),
  refresh: passes('update'),
  sessionTimer: passes('session-timer'),
  early: passes('early-media', { early: true }),
  prack: passes('prack'),
  lateOffer: passes('late-offer'),
  itTransfers: passes('refer'),
  weTransfer: called(scenario('called-transfer'), transfers),
  digitOut: talks(
    {},
    hearsKey((sound) => sound.events.includes('5')),
  ),
  digitInBand: talks({ sound: { events: false } }, weHangUp),
  digitOutInBand: talks(
    { sound: { events: false } },
    hearsKey((sound) => sound.heardKey('5')),
  ),
  pcmu: talks({ sound: { codec: 'PCMU' } }, itHangsUp),
  tcp: talks({ transport: 'tcp' }, weHangUp),
  ipv6: talks({ host: '::1', sound: { address: '::1' } }, weHangUp),
  ipv6Sound: talks({ sound: { address: '::1' } }, weHangUp),
  options: passes('options'),
}
