// Lines: SIP trunks, and the analogue lines of the simulated exchange.
import { type Static, Type } from '@sinclair/typebox'
import { Name, strict } from './fields.ts'
import { Id } from './ids.ts'

export const AudioCodec = Type.Union([
  Type.Literal('PCMA'),
  Type.Literal('PCMU'),
  Type.Literal('G722'),
  Type.Literal('opus'),
])

/** 0 = never; else from 5 s on (server/line/line-limits.ts). */
export const TalkLimit = Type.Integer({ minimum: 0, maximum: 86_400_000 })
export const AnswerTimeout = Type.Integer({ minimum: 0, maximum: 3_600_000 })
/** What lines of every kind may say of their calls; what is left out is as the site says. */
const callLimits = {
  maxTalkMs: Type.Optional(TalkLimit),
  answerTimeoutMs: Type.Optional(AnswerTimeout),
  /** F026: rings together with whoever is rung for a caller of this line. */
  mainRing: Type.Optional(Id),
}

export const SipLineConfig = Type.Object(
  {
    id: Id,
    name: Name,
    kind: Type.Literal('sip'),
    enabled: Type.Boolean(),
    /** Where calls go out to and requests are accepted from: host or address. */
    host: Type.String({ minLength: 1, maxLength: 253 }),
    /** 0: by DNS SRV, and where there is none 5060 (5061 for TLS). */
    port: Type.Integer({ minimum: 0, maximum: 65_535 }),
    /** 'auto': what the host's name says, by DNS NAPTR and SRV. */
    transport: Type.Union([Type.Literal('udp'), Type.Literal('tcp'), Type.Literal('tls'), Type.Literal('auto')]),
    /** Requests over 1300 octets may go by TCP on a UDP line (RFC 3261 §18.1.1). */
    largeOverTcp: Type.Boolean(),
    /** Outbound proxy: host or host:port that everything is sent to instead of `host`; '' = none. */
    proxy: Type.String({ maxLength: 260 }),
    /** PEM of the authorities that may sign the trunk's certificate; '' = the well-known ones. */
    authorities: Type.String({ maxLength: 65_536 }),
    /** Whoever calls by this line shows a certificate of its host, signed by `authorities`; without that nothing is taken from it. Of TLS lines. */
    checksPeer: Type.Optional(Type.Boolean()),
    /** Addresses and CIDR blocks that calls may come from besides those of the host. */
    sources: Type.Array(Type.String({ minLength: 2, maxLength: 49 }), { maxItems: 50 }),
    register: Type.Boolean(),
    user: Type.String({ maxLength: 64 }),
    password: Type.String({ maxLength: 128 }),
    /** Own numbers that may be shown to the called party; the first is the default. */
    numbers: Type.Array(Type.String({ pattern: '^\\+?[0-9]{3,15}$' }), { maxItems: 100 }),
    outbound: Type.Boolean(),
    maxCalls: Type.Integer({ minimum: 1, maximum: 1000 }),
    /** Calls that may begin within a second, both ways together; 0 = no limit. */
    maxCallsPerSecond: Type.Integer({ minimum: 0, maximum: 500 }),
    /** Media may come from another address than the SDP names (a trunk behind NAT). */
    nat: Type.Boolean(),
    /** Listen for digits in the sound even where events were negotiated: some gateways send none. */
    inBandDigits: Type.Optional(Type.Boolean()),
    /** Bring its callers' voices to the usual level. */
    automaticGain: Type.Optional(Type.Boolean()),
    /** Added to the priority of its callers in every queue. */
    priority: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    /** Prompt or music list on hold, of calls that no queue has music for; without it 'music'. */
    music: Type.Optional(Name),
    /** What calls of this line are offered, in this order; without it PCMA, PCMU, G722, opus. */
    codecs: Type.Optional(Type.Array(AudioCodec, { minItems: 1, maxItems: 4, uniqueItems: true })),
    /** SRTP with keys in the SDP (SDES): 'optional' offers it beside plain RTP, 'required' takes no other. Off when absent. */
    srtp: Type.Optional(Type.Union([Type.Literal('off'), Type.Literal('optional'), Type.Literal('required')])),
    /** A hold is told to the trunk by re-INVITE; else the far end only hears the music. */
    signalsHold: Type.Optional(Type.Boolean()),
    /** The trunk may send a call of its own on to another of our numbers (REFER). */
    transfers: Type.Optional(Type.Boolean()),
    /** Called parties are not shown our number; the trunk still is told it. */
    withheld: Type.Optional(Type.Boolean()),
    /** What a flow plays before its first menu, queue or message is heard before the call is answered, and costs the caller nothing. */
    early: Type.Optional(Type.Boolean()),
    /** Calls that are forwarded by this line show the caller's number instead of ours. */
    passesCaller: Type.Optional(Type.Boolean()),
    ...callLimits,
  },
  strict,
)
export type SipLineConfig = Static<typeof SipLineConfig>

export const SimulatorLineConfig = Type.Object(
  {
    id: Id,
    name: Name,
    kind: Type.Literal('simulator'),
    enabled: Type.Boolean(),
    /** The simulated exchange's number for this analogue line: the DID that its calls are for. */
    number: Type.String({ pattern: '^\\+?[0-9]{3,15}$' }),
    outbound: Type.Boolean(),
    callerId: Type.Union([Type.Literal('fsk'), Type.Literal('dtmf'), Type.Literal('none')]),
    automaticGain: Type.Optional(Type.Boolean()),
    /** Added to the priority of its callers in every queue. */
    priority: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    /** Prompt or music list on hold, of calls that no queue has music for; without it 'music'. */
    music: Type.Optional(Name),
    ...callLimits,
  },
  strict,
)
export type SimulatorLineConfig = Static<typeof SimulatorLineConfig>

export const LineConfig = Type.Union([SipLineConfig, SimulatorLineConfig])
export type LineConfig = Static<typeof LineConfig>
