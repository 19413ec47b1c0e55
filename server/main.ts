// Wires configuration, stores, core and HTTP; nothing else.

import { SEAT_GRACE_MS } from './agent/agent.ts'
import { createApp, createParts } from './app.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { Core } from './core.ts'
import { connectDemoTrunk, demoPeople, seedDemo } from './demo/seed.ts'
import { testLiveFlows } from './flow/flow-tests.ts'
import { ListenError, listen, stopListening } from './http/listen.ts'
import type { Parts } from './http/parts.ts'
import { createLog } from './log.ts'
import { MasterKeyError } from './recording/master-key.ts'
import { StoreError } from './store/store-error.ts'
import { closeStores, openStores } from './store/stores.ts'
import { watchSessions } from './user/session-watch.ts'
import { DEMO_LINK_MS, setupLinkPath, signInLinkPath } from './user/sign-in-link.ts'
import { VERSION } from './version.ts'

/** sysexits.h: the launcher does not start again what says this. */
const EX_CONFIG = 78
const EX_UNAVAILABLE = 69
const EX_SOFTWARE = 1
const DRAIN_MS = 3000

function fail(code: number, text: string): never {
  console.error(text)
  process.exit(code)
}

function open(): { config: Config; parts: Parts } {
  try {
    const config = readConfig(process.env)
    const log = createLog(config.logLevel)
    const stores = openStores(config.dataDir)
    const parts = createParts({ config, stores, log, now: Date.now })
    if (config.demo) seedDemo(stores.core, config.language, Date.now())
    if (config.demo && config.trunk) connectDemoTrunk(stores.core, config.trunk)
    return { config, parts }
  } catch (fault) {
    if (fault instanceof ConfigError)
      fail(EX_CONFIG, `Trunkline cannot start, its settings are wrong:\n${fault.message}`)
    if (fault instanceof MasterKeyError) fail(EX_CONFIG, `Trunkline cannot open its master key: ${fault.message}`)
    if (fault instanceof StoreError) fail(EX_CONFIG, `Trunkline cannot open its data: ${fault.message}`)
    throw fault
  }
}

/** For people who start it by hand: where it is and how to get in. */
function printWelcome(config: Config, parts: Parts, port: number): void {
  const address = `http://${config.http.host}:${port}`
  console.log(`Trunkline ${VERSION} ${address}`)
  if (config.demo) {
    for (const person of demoPeople(parts.stores.core)) {
      const token = parts.sessions.createLink(person.userId, DEMO_LINK_MS)
      console.log(`sign-in ${person.role} ${person.number} ${address}${signInLinkPath(token)}`)
    }
    console.log(`demo telephone ${address}/phone`)
  } else if (parts.setup.needed()) console.log(`set-up ${address}${setupLinkPath(parts.setup.issue())}`)
}

const { config, parts } = open()
if (process.argv[2] === 'flow-tests') {
  const { lines, failed } = testLiveFlows(parts)
  for (const line of lines) console.log(line)
  process.exit(failed === 0 ? 0 : 1)
}
const core = new Core(parts, (cause) => {
  parts.log.error({ error: cause }, 'the event log cannot be written; the server stops so that nothing is lost')
  process.exit(EX_SOFTWARE)
})
const app = createApp(parts, {
  core,
  demoTelephone: config.demo ? core.demoTelephone : null,
  onConfigChanged: (kind) => core.configChanged(kind),
  ready: () => core.isReady(),
  gateways: () => core.gateways(),
  version: VERSION,
  startedAt: Date.now(),
  graceMs: SEAT_GRACE_MS,
  plugins: [core.gatewayPlugin()],
})
core.start()
const stopWatching = watchSessions(parts.sessions, parts.hub)
let port = 0
try {
  port = listen(app, config.http.host, config.http.port)
} catch (fault) {
  if (!(fault instanceof ListenError)) throw fault
  fail(EX_UNAVAILABLE, `${fault.message}. Is Trunkline running already? Set TRUNKLINE_HTTP to use another port.`)
}
parts.origins.listening(port)
if (process.env.TRUNKLINE_RESTARTED !== '1') printWelcome(config, parts, port)
core.onReady(() => console.log('ready'))

let isStopping = false
async function stop(): Promise<void> {
  if (isStopping) return
  isStopping = true
  stopWatching()
  parts.hub.shutdown()
  await stopListening(app, DRAIN_MS)
  core.stop()
  closeStores(parts.stores)
  process.exit(0)
}
process.on('SIGTERM', () => void stop())
process.on('SIGINT', () => void stop())
