// The bands, the most urgent first: what is wrong or new, in one line with one button. Read while a page is drawn, they
// follow what they read.
import { clock } from '#lib/clock/clock.svelte.ts'
import { phoneNumber, secondsLeft, timeOfDay } from '#lib/clock/format.ts'
import { live } from '#lib/live/live.svelte.ts'
import { incidents } from '#lib/seat/incidents.svelte.ts'
import { seat } from '#lib/seat/seat.svelte.ts'
import { softphone } from '#lib/softphone/softphone.svelte.ts'
import { appWords } from '#lib/text/app-words.ts'
import { seatWords } from '#lib/text/seat-words.ts'
import { t } from '#lib/text/text.svelte.ts'
import { updated } from '$app/state'
import { type Band, transferBand } from './band.ts'

const { band, bar, dial } = seatWords
/** A server that is back sooner was not missed. */
const unnoticedMs = 600

/** Read with the clock, so that it counts on. */
const secondsSince = (from: number): number => Math.max(0, Math.floor((clock.now - live.offset - from) / 1000))
const graceSeconds = (): number => Math.round(live.graceMs / 1000)
const isSoundLost = (): boolean => softphone.state === 'lost' || softphone.state === 'connecting'
const toReload = () => ({ word: t(appWords.errors.reload), run: () => location.reload() })

function newServer(): Band | null {
  if (live.goodbye !== 'version-mismatch') return null
  return { text: t(band.version), tone: 'fault', testid: 'band-version', act: toReload() }
}

function serverText(lostAt: number): string {
  if (seat.inCall && isSoundLost()) return t(band.both, { gone: secondsSince(lostAt), of: graceSeconds() })
  const inCall = seat.inCall || softphone.state === 'connected'
  const { connection } = live
  const retry = connection.state === 'waiting' ? secondsLeft(connection.retryAt, clock.now - live.offset) : 0
  if (retry === 0) return t(inCall ? band.serverNow : band.serverIdleNow)
  return t(inCall ? band.server : band.serverIdle, { seconds: retry })
}

function serverAway(): Band | null {
  const { lostAt } = live
  if (lostAt === null || clock.now - live.offset - lostAt <= unnoticedMs) return null
  const act = { word: t(band.reconnectNow), run: () => live.reconnect() }
  return { text: serverText(lostAt), tone: 'fault', testid: 'band-server', act }
}

function soundAway(): Band | null {
  const { lostAt } = softphone
  if (lostAt === null || !isSoundLost()) return null
  const text = seat.inCall ? t(band.sound, { gone: secondsSince(lostAt), of: graceSeconds() }) : t(band.soundIdle)
  const act = { word: t(band.reconnect), run: () => void softphone.rebuild() }
  return { text, tone: 'fault', testid: 'band-sound', act }
}

function soundBlocked(): Band | null {
  if (!softphone.blocked) return null
  const act = { word: t(band.playSound), run: () => void softphone.unblock() }
  return { text: t(band.blockedSound), tone: 'fault', testid: 'band-blocked', act }
}

function microphoneRefused(): Band | null {
  if (softphone.fault === null || !seat.isSignedIn) return null
  const act = { word: t(appWords.act.retry), run: () => void softphone.start() }
  return { text: t(band.microphone), tone: 'fault', testid: 'band-microphone', act }
}

function deviceGone(): Band | null {
  const { unplugged } = softphone
  if (unplugged === null) return null
  return {
    text: unplugged === '' ? t(band.deviceGone) : t(band.deviceLost, { device: unplugged }),
    tone: 'wait',
    testid: 'band-device',
    act: { word: t(band.chooseDevice), run: () => (seat.devicesOpen = true) },
    close: () => (softphone.unplugged = null),
  }
}

function quietCall(): Band | null {
  const endsAt = seat.call?.quietEndsAt
  if (!endsAt) return null
  const act = { word: t(band.quietKeep), run: () => void seat.keep() }
  return { text: t(band.quiet, { seconds: secondsLeft(endsAt, clock.now) }), tone: 'wait', testid: 'band-quiet', act }
}

const transferTold = (): Band | null => (seat.transferTold ? transferBand(seat.transferTold) : null)

function soundBack(): Band | null {
  const { gapMs } = incidents
  if (gapMs === null) return null
  return { text: t(band.back, { seconds: (gapMs / 1000).toFixed(1) }), tone: 'free', testid: 'band-back' }
}

const toAvailable = () => ({ word: t(bar.available), run: () => void seat.available() })

function callReturned(): Band | null {
  const { returnedAt } = incidents
  if (returnedAt === null) return null
  const text = t(band.tooLate, { time: timeOfDay(returnedAt) })
  const close = () => (incidents.returnedAt = null)
  return { text, tone: 'wait', testid: 'band-too-late', act: toAvailable(), close }
}

function dialFailed(): Band | null {
  if (!seat.dialTrouble) return null
  const { target, text } = seat.dialTrouble
  return {
    text: t(dial.failed, { number: phoneNumber(target.number), why: text }),
    tone: 'fault',
    testid: 'dial-trouble',
    act: { word: t(dial.redial), run: () => void seat.dial(target) },
    close: () => (seat.dialTrouble = null),
  }
}

function callMissed(): Band | null {
  const { agent } = seat
  if (agent?.presence !== 'not-ready' || agent.reason !== 'no-answer') return null
  const text = t(band.missed, { time: timeOfDay(incidents.missedAt ?? agent.since).slice(0, 5) })
  return { text, tone: 'wait', testid: 'band-missed', act: toAvailable() }
}

function newVersion(): Band | null {
  if (!updated.current) return null
  return { text: t(appWords.errors.newVersion), tone: 'wait', testid: 'band-new-version', act: toReload() }
}

const order = [
  newServer,
  serverAway,
  soundAway,
  soundBlocked,
  microphoneRefused,
  deviceGone,
  quietCall,
  transferTold,
  soundBack,
  callReturned,
  dialFailed,
  callMissed,
  newVersion,
]

export function bandNow(): Band | null {
  for (const band of order) {
    const found = band()
    if (found) return found
  }
  return null
}
