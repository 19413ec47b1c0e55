// Composes the server: `createParts` makes what the core needs, `createApp` puts HTTP and sockets in front of both.
import { type AnyElysia, Elysia } from 'elysia'
import type { Ms } from '#protocol/ids'
import { createAlarmLog } from './alarm/alarm-log.ts'
import { alarmRoutes } from './alarm/alarm-routes.ts'
import { appointmentRoutes } from './appointment/appointment-routes.ts'
import { type Audit, createAudit } from './audit/audit.ts'
import { auditRoutes } from './audit/audit-routes.ts'
import { callExportRoutes } from './call/call-export.ts'
import { callRoutes } from './call/call-routes.ts'
import { callbackRoutes } from './callback/callback-routes.ts'
import { chatRoutes } from './chat/chat-routes.ts'
import type { Config } from './config.ts'
import { consoleRoutes } from './console/console-routes.ts'
import { peopleRoutes } from './console/people-routes.ts'
import { customerRoutes } from './customer/customer-routes.ts'
import { priorityRoutes } from './customer/priority-routes.ts'
import { dispositionRoutes } from './disposition/disposition-routes.ts'
import { editingRoutes } from './flow/editing-routes.ts'
import { flowFileRoutes } from './flow/flow-file-routes.ts'
import { flowRoutes } from './flow/flow-routes.ts'
import { flowTestRoutes } from './flow/flow-test-routes.ts'
import { forwardingRoutes } from './forward/forwarding-routes.ts'
import { holidayRoutes } from './hours/holiday-routes.ts'
import { hoursRoutes } from './hours/hours-routes.ts'
import { nightRoutes } from './hours/night-routes.ts'
import { replyTo } from './http/error-reply.ts'
import { healthRoutes } from './http/health-routes.ts'
import { errorReply, HttpError, notFound } from './http/http-error.ts'
import { addProcessMetrics, createMetrics } from './http/metrics.ts'
import { checkOrigin, createOrigins } from './http/origins.ts'
import type { AppDeps, Parts, Ports } from './http/parts.ts'
import { createRoutes } from './http/routes.ts'
import { securityHeaders } from './http/security-headers.ts'
import { createStaticFiles } from './http/static-files.ts'
import { statusRoutes } from './http/status-routes.ts'
import { inboundRoutes } from './inbound/inbound-routes.ts'
import { lineRoutes } from './line/line-routes.ts'
import { demoTelephoneRoutes } from './live/demo-telephone-routes.ts'
import { createLiveHub } from './live/live-hub.ts'
import { liveRoutes } from './live/live-routes.ts'
import type { Log } from './log.ts'
import { boxRoutes } from './message/box-routes.ts'
import { messageRoutes } from './message/message-routes.ts'
import { musicRoutes } from './music/music-routes.ts'
import { noticeRoutes } from './notice/notice-routes.ts'
import { createNotices } from './notice/notices.ts'
import { didRoutes } from './number/did-routes.ts'
import { numberBookRoutes } from './number/number-book-routes.ts'
import { listEntryRoutes } from './number-list/entry-routes.ts'
import { listImportRoutes } from './number-list/import-routes.ts'
import { numberListRoutes } from './number-list/list-routes.ts'
import { outboundRoutes, tollRoutes } from './outbound/outbound-routes.ts'
import { categoryRoutes } from './prompt/category-routes.ts'
import { promptRoutes } from './prompt/prompt-routes.ts'
import { promptSoundRoutes } from './prompt/prompt-sound-routes.ts'
import { createPromptStore } from './prompt/prompt-store.ts'
import { agentWhyRoutes } from './queue/agent-why-routes.ts'
import { queueRoutes } from './queue/queue-routes.ts'
import { masterKey } from './recording/master-key.ts'
import { MAX_RECORDING_BYTES } from './recording/recording-files.ts'
import { recordingRoutes } from './recording/recording-routes.ts'
import { recordingSettingsRoutes } from './recording/recording-settings-routes.ts'
import { createRecordingStore } from './recording/recording-store.ts'
import { assignmentRoutes } from './room/assignment-routes.ts'
import { sayRoutes } from './say/say-routes.ts'
import { scriptRoutes } from './script/script-routes.ts'
import { siteSettingsRoutes } from './site/site-settings-routes.ts'
import { targetRoutes } from './site/target-routes.ts'
import { speechRoutes } from './speech/speech-routes.ts'
import type { Stores } from './store/stores.ts'
import { surveyRoutes } from './survey/survey-routes.ts'
import { skillRoutes, teamRoutes } from './team/team-routes.ts'
import { gatewayToken } from './user/gateway-token.ts'
import { nameSoundRoutes } from './user/name-sound-routes.ts'
import { type Argon2Cost, createPasswords } from './user/password.ts'
import { sessionRoutes } from './user/session-routes.ts'
import { createSessions, type Sessions } from './user/sessions.ts'
import { createSetup } from './user/setup.ts'
import { setupRoutes } from './user/setup-routes.ts'
import { createSignInGuard } from './user/sign-in-guard.ts'
import { userRoutes } from './user/user-routes.ts'
import { wakeUpRoutes } from './wake-up/wake-up-routes.ts'
import { wallboardRoutes } from './wallboard/wallboard-routes.ts'

export const MAX_FRAME_BYTES = 64 * 1024
const BACKPRESSURE_BYTES = 1024 * 1024

export type PartsOptions = { config: Config; stores: Stores; log: Log; now(): Ms; argon2?: Argon2Cost }

export function createParts({ config, stores, log, now, argon2 }: PartsOptions): Parts {
  const { core, events } = stores
  const audit: Audit = createAudit(events, now)
  const sessions: Sessions = createSessions(core, now)
  const hub = createLiveHub()
  sessions.onEnd((session, reason) => hub.endSession(session, reason))
  const metrics = createMetrics()
  addProcessMetrics(metrics, now() / 1000)
  metrics.gauge('trunkline_live_pages', 'Open pages.', () => hub.pages())
  metrics.gauge('trunkline_calls', 'Calls alive.', () => hub.list('call').length)
  const recordings = createRecordingStore(events)
  return {
    config,
    stores,
    log,
    now,
    hub,
    audit,
    sessions,
    metrics,
    passwords: createPasswords(argon2),
    signInGuard: createSignInGuard(),
    setup: createSetup(core, config.dataDir, now),
    prompts: createPromptStore({ core, builtInDir: config.promptsDir, dataDir: config.dataDir, now }),
    recordings,
    alarmLog: createAlarmLog(events, now),
    notices: createNotices(events, hub.publish, now),
    masterKey: masterKey(config.masterKeyPath, recordings.hasEncrypted()),
    origins: createOrigins(config.origins),
    gatewayToken: gatewayToken(config.dataDir, config.gatewayToken),
  }
}

export function createApp(parts: Parts, ports: Ports): AnyElysia {
  const deps: AppDeps = { ...parts, ...ports }
  const files = createStaticFiles(deps.config.webDir)
  const secure = deps.config.origins.some((origin) => origin.startsWith('https:'))
  const headers = securityHeaders(files.page, secure)
  const requests = deps.metrics.counter('trunkline_http_requests_total', 'HTTP requests.')
  const app: AnyElysia = new Elysia({
    normalize: false,
    // Elysia's default true lets a second server share the port in silence.
    serve: { reusePort: false, maxRequestBodySize: MAX_RECORDING_BYTES },
    // Honoured only here, not on a route.
    websocket: {
      maxPayloadLength: MAX_FRAME_BYTES,
      backpressureLimit: BACKPRESSURE_BYTES,
      perMessageDeflate: false,
      idleTimeout: 120,
      sendPings: true,
    },
  })
  app.onRequest(({ request, set }) => {
    requests.add()
    Object.assign(set.headers, headers)
    // A short Host shifts the router's idea of the path: no route may be reached by a name that is not ours.
    if (!deps.origins.isHost(request.headers.get('host'))) {
      return errorReply(new HttpError(421, 'wrong-host', 'This server does not answer to that name'))
    }
    checkOrigin(request, deps.origins)
  })
  app.onError(({ error, code, request }) => replyTo(error, code, request, deps.log))
  app.use(apiRoutes(deps)).use(liveRoutes(deps)).use(healthRoutes(deps))
  if (deps.demoTelephone !== null) app.use(demoTelephoneRoutes(deps, deps.demoTelephone))
  for (const plugin of deps.plugins) app.use(plugin)
  app.get('/*', ({ request }) => servePage(request, files.serve), { detail: { access: 'public' } as object })
  return app
}

function servePage(request: Request, serve: (request: Request) => Response): Response {
  if (/^\/api(\/|$)/.test(new URL(request.url).pathname)) throw notFound()
  return serve(request)
}

function apiRoutes(deps: AppDeps): AnyElysia {
  const { routes, plugin } = createRoutes(deps)
  setupRoutes(routes, deps)
  sessionRoutes(routes, deps)
  userRoutes(routes, deps)
  nameSoundRoutes(routes, deps)
  lineRoutes(routes, deps)
  queueRoutes(routes, deps)
  teamRoutes(routes, deps)
  skillRoutes(routes, deps)
  hoursRoutes(routes, deps)
  holidayRoutes(routes, deps)
  nightRoutes(routes, deps)
  consoleRoutes(routes, deps)
  peopleRoutes(routes, deps)
  numberBookRoutes(routes, deps)
  didRoutes(routes, deps)
  inboundRoutes(routes, deps)
  outboundRoutes(routes, deps)
  numberListRoutes(routes, deps)
  listEntryRoutes(routes, deps)
  listImportRoutes(routes, deps)
  forwardingRoutes(routes, deps)
  tollRoutes(routes, deps)
  flowRoutes(routes, deps)
  editingRoutes(routes, deps)
  flowFileRoutes(routes, deps)
  flowTestRoutes(routes, deps)
  promptRoutes(routes, deps)
  promptSoundRoutes(routes, deps)
  musicRoutes(routes, deps)
  categoryRoutes(routes, deps)
  speechRoutes(routes, deps)
  sayRoutes(routes, deps)
  customerRoutes(routes, deps)
  priorityRoutes(routes, deps)
  callRoutes(routes, deps)
  callExportRoutes(routes, deps)
  surveyRoutes(routes, deps)
  messageRoutes(routes, deps)
  boxRoutes(routes, deps)
  appointmentRoutes(routes, deps)
  scriptRoutes(routes, deps)
  dispositionRoutes(routes, deps)
  chatRoutes(routes, deps)
  callbackRoutes(routes, deps)
  wakeUpRoutes(routes, deps)
  agentWhyRoutes(routes, deps)
  noticeRoutes(routes, deps)
  alarmRoutes(routes, deps)
  wallboardRoutes(routes, deps)
  assignmentRoutes(routes, deps)
  recordingRoutes(routes, deps)
  recordingSettingsRoutes(routes, deps)
  siteSettingsRoutes(routes, deps)
  targetRoutes(routes, deps)
  auditRoutes(routes, deps)
  statusRoutes(routes, deps)
  return plugin
}
