// The cells of a telephone: each is one call against the whole product, with sound measured both ways where there is sound.
import { Baresip } from '../../harness/baresip.ts'
import { transferCall } from '../../harness/transfer-call.ts'
import { until } from '../../harness/trunkline.ts'
import { type Bench, hears, PEER_HZ } from './bench.ts'
import { type Connected, connect, type PhoneKind } from './peers.ts'

const CARE_DID = '4008009999'

type Given = Parameters<typeof connect>[2]
export type Cell = (bench: Bench) => Promise<void>
type Step = (bench: Bench, on: Connected) => Promise<void>

/** Connects, runs the steps, and leaves the seat idle whatever happened. */
function cell(kind: PhoneKind, given: Given, ...steps: Step[]): Cell {
  return async (bench) => {
    const on = await connect(bench, kind, given)
    try {
      for (const step of steps) await step(bench, on)
    } finally {
      await on.phone.close()
      await bench.settle()
    }
  }
}

const callsIn: Step = async (_, { phone, ours }) => {
  phone.dial(ours)
  await phone.hasSaid('established')
  await until(
    () => phone.lastSecond().level > 200,
    10_000,
    () => `it does not hear the menu:\n${phone.output}`,
  )
}

/** Through the menu to the agent: the digit is RFC 4733. */
const isAnswered: Step = async (bench, { phone }) => {
  phone.press('1')
  await bench.click('answer')
  await bench.isIn('talking')
}

const isCalled: Step = async (bench, { phone, number }) => {
  await bench.dial(number)
  await phone.hasSaid('called')
}

const answers: Step = async (bench, { phone }) => {
  phone.answer()
  await phone.hasSaid('established')
  await bench.isIn('talking')
}

const bothHear: Step = (bench, { phone }) => bench.bothHear(phone)

const itHangsUp: Step = async (bench, { phone }) => {
  phone.hangUp()
  await phone.hasSaid('closed')
  await leavesCall(bench)
}

const weHangUp: Step = async (bench, { phone }) => {
  await bench.click('hang-up')
  await phone.hasSaid('closed')
}

async function leavesCall(bench: Bench): Promise<void> {
  await bench.page.locator('[data-testid="call-state"]:not([data-state="talking"])').waitFor()
}

const inCall = [callsIn, isAnswered, bothHear]

const isRefused: Step = async (bench, { phone }) => {
  phone.hangUp()
  await bench.page.getByTestId('dial-trouble').waitFor()
}

const weCancel: Step = async (bench, { phone }) => {
  await bench.isIn('dialing')
  await bench.click('hang-up')
  await phone.hasSaid('closed')
}

const itCancels: Step = async (bench, { phone, ours, number }) => {
  phone.dial(ours)
  await phone.hasSaid('early')
  phone.hangUp()
  await phone.hasSaid('closed')
  const call = await bench.administrator.callWhere((row) => row.customer.text === number)
  if (call.answeredAt !== null) throw new Error('the call was answered')
}

const hearsEarly: Step = async (_, { phone, ours }) => {
  phone.dial(ours)
  await phone.hasSaid('early')
  await phone.hasSaid('established')
}

/** Nothing comes to it any more, or something else than the seat's tone. */
async function isCutOff(phone: Connected['phone']): Promise<void> {
  let before = { heardMs: -1, at: performance.now() }
  await until(
    () => {
      if (phone.lastSecond().hz !== 1000) return true
      if (performance.now() - before.at < 1000) return false
      const heardMs = phone.heardMs()
      if (heardMs === before.heardMs) return true
      before = { heardMs, at: performance.now() }
      return false
    },
    10_000,
    () => `it still hears the seat:\n${phone.output}`,
  )
}

const itHolds: Step = async (_, { phone }) => {
  phone.hold()
  await isCutOff(phone)
  phone.resume()
}

const weHold: Step = async (bench, { phone }) => {
  await bench.click('hold')
  await bench.isIn('holding')
  await isCutOff(phone)
  await bench.click('hold')
  await bench.isIn('talking')
}

const sendsDigitOut: Step = async (bench, { phone }) => {
  await bench.click('keypad')
  await bench.click('keypad-key-5')
  await phone.hasSaid({ digit: '5' })
  await bench.page.keyboard.press('Escape')
}

const hearsDigitInBand: Step = async (bench, { phone, ours }) => {
  phone.dial(ours)
  await phone.hasSaid('established')
  await bench.click('answer')
  await bench.isIn('talking')
  await hears(phone, 1000)
}

const refreshes: Step = async (_, { phone }) => {
  if (!(phone instanceof Baresip)) throw new Error('only baresip can be told to')
  await phone.refresh()
}

/** To another of our numbers, whose menu it then would hear; its own leg it gives up when told that it worked. */
const itTransfers: Step = async (bench, { phone, uri, number }) => {
  phone.transfer(uri(CARE_DID))
  await leavesCall(bench)
  const call = await bench.administrator.callWhere((row) => row.customer.text === number)
  const text = JSON.stringify(call)
  if (!text.includes(CARE_DID)) throw new Error(`no transfer to ${CARE_DID} in its record: ${text}`)
}

/** The call goes on between the telephone and another one behind the same proxy. */
const weTransfer: Step = async (bench, { phone }) => {
  const other = await connect(bench, 'kamailio')
  try {
    const said = await transferCall(bench.page, other.number)
    if (said !== 'done') throw new Error(`the transfer was refused: ${said}`)
    await other.phone.hasSaid('called')
    other.phone.answer()
    await other.phone.hasSaid('established')
    await hears(phone, PEER_HZ)
    await hears(other.phone, PEER_HZ)
  } finally {
    await other.phone.close()
  }
}

/** Longer than its session could have lived without a refresh. */
const outlivesItsTimer: Step = async (bench, { phone }) => {
  const over = performance.now() + 100_000
  await until(
    () => performance.now() > over,
    110_000,
    () => 'no clock',
  )
  await bench.bothHear(phone)
}

const asked: Step = async (_, { phone, ours }) => {
  if (!(phone instanceof Baresip)) throw new Error('only baresip can be told to')
  await phone.ask(ours)
}

type Make = (kind: PhoneKind) => Cell
const calls =
  (given: Given, ...steps: Step[]): Make =>
  (kind) =>
    cell(kind, given, ...steps)

export const telephoneCells = {
  callIn: calls({}, ...inCall, itHangsUp),
  callInWeEnd: calls({}, ...inCall, weHangUp),
  callOut: calls({}, isCalled, answers, bothHear, weHangUp),
  callOutItEnds: calls({}, isCalled, answers, bothHear, itHangsUp),
  itCancels: calls({ line: { early: true } }, itCancels),
  weCancel: calls({}, isCalled, weCancel),
  refused: calls({}, isCalled, isRefused),
  itHolds: calls({}, ...inCall, itHolds, bothHear, itHangsUp),
  weHold: calls({}, ...inCall, weHold, bothHear, weHangUp),
  refresh: calls({}, ...inCall, refreshes, bothHear, weHangUp),
  sessionTimer: calls({ sessionExpires: 90 }, ...inCall, outlivesItsTimer, weHangUp),
  early: calls({ line: { early: true } }, hearsEarly, isAnswered, bothHear, weHangUp),
  prack: calls({ needsPrack: true, line: { early: true } }, hearsEarly, isAnswered, bothHear, weHangUp),
  lateOffer: calls({ lateOffer: true }, ...inCall, weHangUp),
  itTransfers: calls({}, ...inCall, itTransfers),
  weTransfer: calls({}, isCalled, answers, bothHear, weTransfer),
  digitOut: calls({}, ...inCall, sendsDigitOut, weHangUp),
  digitInBand:
    (kind: PhoneKind): Cell =>
    (bench) => {
      const speaks = bench.soundFile('PCMA', [697, 1209])
      return cell(kind, { speaks, line: { inBandDigits: true } }, hearsDigitInBand, weHangUp)(bench)
    },
  pcma: calls({ codec: 'PCMA', line: { codecs: ['PCMA'] } }, ...inCall, itHangsUp),
  pcmu: calls({ codec: 'PCMU', line: { codecs: ['PCMU'] } }, ...inCall, itHangsUp),
  g722: calls({ codec: 'G722', line: { codecs: ['G722'] } }, ...inCall, itHangsUp),
  opus: calls({ codec: 'opus', line: { codecs: ['opus'] } }, ...inCall, itHangsUp),
  tcp: calls({ transport: 'tcp' }, ...inCall, itHangsUp),
  tls: calls({ transport: 'tls' }, ...inCall, itHangsUp),
  srtp: calls({ srtp: true, line: { srtp: 'required' } }, ...inCall, itHangsUp),
  ipv6: calls({ address: '::1' }, ...inCall, itHangsUp),
  options: calls({}, asked),
} satisfies Record<string, Make>
