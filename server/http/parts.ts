// What the server is made of besides the deciding core, and what it asks of the core.
import type { AnyElysia } from 'elysia'
import type { Ms } from '#protocol/ids'
import type { GatewayView } from '#protocol/room-views'
import type { AlarmLog } from '../alarm/alarm-log.ts'
import type { Audit } from '../audit/audit.ts'
import type { Config } from '../config.ts'
import type { CorePort, DemoTelephonePort } from '../live/core-port.ts'
import type { LiveHub } from '../live/live-hub.ts'
import type { Log } from '../log.ts'
import type { Notices } from '../notice/notices.ts'
import type { PromptStore } from '../prompt/prompt-store.ts'
import type { MasterKey } from '../recording/master-key.ts'
import type { RecordingStore } from '../recording/recording-store.ts'
import type { Stores } from '../store/stores.ts'
import type { Passwords } from '../user/password.ts'
import type { Sessions } from '../user/sessions.ts'
import type { Setup } from '../user/setup.ts'
import type { SignInGuard } from '../user/sign-in-guard.ts'
import type { Metrics } from './metrics.ts'
import type { Origins } from './origins.ts'

export type ConfigKind =
  | 'users'
  | 'queues'
  | 'boxes'
  | 'teams'
  | 'skills'
  | 'lines'
  | 'hours'
  | 'numbers'
  | 'inbound'
  | 'outbound'
  | 'number-lists'
  | 'flows'
  | 'prompts'
  | 'scripts'
  | 'dispositions'
  | 'customers'
  | 'recordings'
  | 'site'
  | 'alarms'
  | 'wallboards'
  | 'console'
  | 'forwarding'

export type Parts = {
  config: Config
  stores: Stores
  log: Log
  now(): Ms
  hub: LiveHub
  audit: Audit
  sessions: Sessions
  passwords: Passwords
  signInGuard: SignInGuard
  setup: Setup
  prompts: PromptStore
  recordings: RecordingStore
  notices: Notices
  alarmLog: AlarmLog
  masterKey: MasterKey
  metrics: Metrics
  origins: Origins
  gatewayToken: string
}

export type Ports = {
  core: CorePort
  /** Null when the demo is off. */
  demoTelephone: DemoTelephonePort | null
  onConfigChanged(kind: ConfigKind): void
  ready(): boolean
  gateways(): GatewayView[]
  version: string
  startedAt: Ms
  graceMs: Ms
  /** Mounted behind the Host guard; their paths under /api/v1/gateway need no Origin. */
  plugins: AnyElysia[]
}

export type AppDeps = Parts & Ports
