// Wires configuration, sound, lines and the link to the server; nothing else.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import { ConfigError, type GatewayConfig, readGatewayConfig } from './config.ts'
import { Gateway } from './gateway.ts'
import { serveHealth } from './health.ts'
import { openSimulator } from './line/simulator/open-simulator.ts'
import { SipLineDriver } from './line/sip/sip-line-driver.ts'
import { ServerLink } from './link/link.ts'
import { dialWebSocket } from './link/web-socket.ts'
import { WorkerMediaEngine } from './media/worker-media-engine.ts'
import { PromptCache } from './recording/prompt-cache.ts'
import { recoverRecordings } from './recording/recover-recordings.ts'
import { StorageWatch } from './recording/storage-watch.ts'
import { UploadQueue } from './recording/upload-queue.ts'
import { familyOf } from './sdp/session-description.ts'
import { CountedTimers } from './transaction/timer-map.ts'
import { nodeStreams } from './transport/node-streams.ts'

/** sysexits.h: the launcher does not start again what says this. */
const EX_CONFIG = 78
const EX_UNAVAILABLE = 69
/** The server writes the token at its first start: wait for it so long. */
const TOKEN_WAIT_MS = 15_000

async function configure(): Promise<GatewayConfig> {
  const giveUpAt = performance.now() + TOKEN_WAIT_MS
  for (;;) {
    try {
      return readGatewayConfig(process.env)
    } catch (fault) {
      if (!(fault instanceof ConfigError)) throw fault
      const isWaiting = fault.message.includes('start the server first') && !fault.message.includes('\n')
      if (!isWaiting || performance.now() > giveUpAt) {
        console.error(`The gateway cannot start, its settings are wrong:\n${fault.message}`)
        process.exit(EX_CONFIG)
      }
      await Bun.sleep(100)
    }
  }
}

const config = await configure()
const log = pino({ level: config.logLevel, base: { program: 'gateway' } })
const bootId = Bun.randomUUIDv7()
const recordingsDir = join(config.spoolDir, 'recordings')
mkdirSync(recordingsDir, { recursive: true, mode: 0o700 })
const recovered = await recoverRecordings(recordingsDir)
const { serverUrl, token } = config

const media = new WorkerMediaEngine({
  address: config.mediaAddress,
  address6: config.mediaAddress6,
  announced: config.publicAddress === null ? [] : [config.publicAddress],
  rtpPorts: config.rtpPorts,
  datagrams: config.datagrams,
  workers: config.mediaWorkers,
  recordingsDir,
  workerUrl: new URL('./media-worker.ts', import.meta.url),
})
const uploads = new UploadQueue(recordingsDir, serverUrl, token, (text) => log.warn(text))
const storage = new StorageWatch(recordingsDir, (fact) => link.report(fact))
const prompts = new PromptCache(join(config.spoolDir, 'prompts'), serverUrl, token)

const link: ServerLink = new ServerLink({
  dial: (handlers) => dialWebSocket(config.linkUrl, handlers),
  now: () => Math.round(performance.timeOrigin + performance.now()),
  after(ms, fire) {
    const timer = setTimeout(fire, ms)
    return () => clearTimeout(timer)
  },
  token,
  gatewayId: config.id,
  bootId,
  command(command) {
    try {
      gateway.carryOut(command)
    } catch (fault) {
      log.error({ fault, type: command.type }, 'a command failed')
    }
  },
  snapshot: () => gateway.snapshot(),
  connected: () => uploads.wake(),
  disconnected: () => {},
  log: (level, text) => log[level](text),
})

const timers = new CountedTimers()

async function openSip(): Promise<SipLineDriver> {
  try {
    return await SipLineDriver.start({
      listen: config.sip,
      schedule: timers.schedule,
      streams: nodeStreams(config.sipIdentity),
      media,
      families: config.mediaAddress6 === null ? [familyOf(config.mediaAddress)] : [familyOf(config.mediaAddress), 6],
      emit: (fact) => gateway.fromLine(sip, fact),
      log: (event, fields) => log.debug(fields, event),
    })
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault)
    console.error(`The gateway cannot listen for SIP: ${why}. Set TRUNKLINE_SIP to use another port.`)
    process.exit(EX_UNAVAILABLE)
  }
}

const sip: SipLineDriver = await openSip()
const simulator = openSimulator(
  media,
  (fact) => gateway.fromLine(simulator.driver, fact),
  (fact) => link.report(fact),
)
const gateway: Gateway = new Gateway({
  media,
  prompts,
  storage,
  drivers: { sip, simulator: simulator.driver },
  telephones: config.demo ? simulator.telephones : null,
  report: (fact) => link.report(fact),
  serverAwayMs: () => link.awayMs(),
  upload: (recordingId, sha256) => uploads.add(recordingId, sha256),
})
for (const fact of recovered) link.report(fact)
await uploads.addLeftOver()
link.start()
const health = serveHealth(config.http, { link, gateway, media, sip, timers, uploads, storage })

let isStopping = false
async function stop(): Promise<void> {
  if (isStopping) return
  isStopping = true
  health.stop()
  await Promise.all([sip.close(), simulator.driver.close()])
  link.close()
  uploads.close()
  storage.close()
  await media.close()
  process.exit(0)
}
process.on('SIGTERM', () => void stop())
process.on('SIGINT', () => void stop())
