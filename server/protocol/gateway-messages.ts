// What server and gateway say to each other over one WebSocket that the gateway opens.
// Commands (server → gateway) and facts (gateway → server) are numbered per boot of the sender, acknowledged by
// number, kept until acknowledged and sent again after a cut; the receiver drops numbers it has seen. The receiver
// of a fact acknowledges it once it is on disk.
import { type Static, type TProperties, Type } from '@sinclair/typebox'
import { ForwardWhy } from './forwarding.ts'
import { Id } from './ids.ts'
import { LineConfig } from './line-config.ts'
import { AnswerReason, HangupCause, LineFault, LineState, SeatCodec } from './reasons.ts'

const message = <const T extends string, P extends TProperties>(type: T, properties: P) =>
  Type.Object({ type: Type.Literal(type), ...properties }, { additionalProperties: false })

/** Digits as they are on the wire or keyed; never trusted, never shown raw. */
const Digits = Type.String({ maxLength: 128 })
const Sdp = Type.String({ maxLength: 32_768 })

/** What a player plays, one after the other: a stored prompt by its content hash, what the leg has said, silence, or a tone. */
export const PlayItem = Type.Union([
  Type.Object({
    kind: Type.Literal('prompt'),
    name: Type.String({ maxLength: 120 }),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  }),
  /** What the leg itself has said in a recording of its own (`dictation`). */
  Type.Object({ kind: Type.Literal('recording'), recordingId: Id }),
  Type.Object({ kind: Type.Literal('silence'), ms: Type.Integer({ minimum: 0, maximum: 60_000 }) }),
  Type.Object({
    kind: Type.Literal('tone'),
    hz: Type.Array(Type.Integer({ minimum: 100, maximum: 3400 }), { maxItems: 2 }),
    ms: Type.Integer({ minimum: 20, maximum: 60_000 }),
  }),
])
export type PlayItem = Static<typeof PlayItem>

/** One leg in a room and the legs whose sound it is given; whom it is given not, it does not hear. */
export const RoomMember = Type.Object({
  legId: Id,
  hears: Type.Array(Id, { maxItems: 32 }),
  /** How loud it hears one of them, where not as it is. */
  gains: Type.Optional(
    Type.Array(Type.Object({ legId: Id, db: Type.Number({ minimum: -40, maximum: 12 }) }), { maxItems: 32 }),
  ),
  /** Bring this leg's voice to the usual level for all who hear it. */
  automaticGain: Type.Optional(Type.Boolean()),
})
export type RoomMember = Static<typeof RoomMember>

const WithinACall = Type.Integer({ minimum: 20, maximum: 60_000 })
/** By what it is told who answered; in milliseconds but for the words. What is left out is as usual. */
export const AnswerRules = Type.Partial(
  Type.Object({
    /** So long without a word: a machine that waits for its beep. */
    initialSilenceMs: WithinACall,
    /** Nobody says hello for longer. */
    greetingMs: WithinACall,
    /** Who is silent so long after a greeting waits for us: a person. */
    silenceAfterMs: WithinACall,
    /** Then it is given up. */
    totalMs: WithinACall,
    minWordMs: WithinACall,
    maxWordMs: WithinACall,
    betweenWordsMs: WithinACall,
    /** So many words: a machine. */
    maxWords: Type.Integer({ minimum: 1, maximum: 100 }),
  }),
)
export type AnswerRules = Static<typeof AnswerRules>

export const GapKind = Type.Union([Type.Literal('pause'), Type.Literal('mask')])
export type GapKind = Static<typeof GapKind>
/** Where in the recording's sound something was not recorded; after a pause the sound goes on at the same place. */
export const RecordingGap = Type.Object({ atMs: Type.Integer(), ms: Type.Integer(), kind: GapKind })
export type RecordingGap = Static<typeof RecordingGap>
/** The detail of recordings that ended or did not begin for want of room; storage.low tells the operator. */
export const TOO_LITTLE_ROOM = 'too little room on the disk'
const Room = { freeBytes: Type.Integer(), floorBytes: Type.Integer() }

export const GatewayCommand = Type.Union([
  message('lines.configure', { lines: Type.Array(LineConfig, { maxItems: 500 }) }),
  /** Tell the caller that it rings (180, or nothing on a card line). */
  message('leg.ring', { legId: Id }),
  /** Open the sound of a line's incoming leg before the answer (183): what is played to it is heard. */
  message('leg.progress', { legId: Id }),
  /** Answer a line's incoming leg. */
  message('leg.answer', { legId: Id }),
  /**
   * Call out by a line; `from` is one of the line's own numbers, or that of the caller who is sent on. `withheld`: the called party is not shown it.
   * `diverted`: the number of ours whose call is sent on, `divertedWhy`: for what reason.
   */
  message('leg.dial', {
    legId: Id,
    callId: Id,
    lineId: Id,
    to: Digits,
    from: Digits,
    withheld: Type.Optional(Type.Boolean()),
    diverted: Type.Optional(Digits),
    divertedWhy: Type.Optional(ForwardWhy),
  }),
  /** Tell the far end that it is on hold (re-INVITE, sendonly), or back; a line without such signalling stays as it is. */
  message('leg.hold', { legId: Id, held: Type.Boolean() }),
  /** Ask the far end to call `to` instead of us, or to take the place of us in another leg of its own (REFER); told by leg.transferred. */
  message('leg.transfer', { legId: Id, to: Digits, replacesLegId: Type.Union([Id, Type.Null()]) }),
  /** Yes or no to leg.transfer-requested; without a word in 10 s it is no. */
  message('leg.answer-transfer', { legId: Id, accepted: Type.Boolean() }),
  /** Make a leg of a connected seat's sound; answered at once, or ended with 'seat-lost'. */
  message('leg.open-seat', { legId: Id, callId: Id, seatId: Id }),
  message('leg.hang-up', { legId: Id, cause: HangupCause }),
  message('leg.send-digits', { legId: Id, digits: Digits }),
  /** Listen from now on for who answered (a person, a machine) and for fax machines; replaces what was listened for. */
  message('leg.analyse', { legId: Id, answer: Type.Union([AnswerRules, Type.Null()]), fax: Type.Boolean() }),
  /** Who hears whom, whole: replaces what the room was; no members closes it. A leg is in at most one room. */
  message('room.set', { roomId: Id, members: Type.Array(RoomMember, { maxItems: 32 }) }),
  /** Play to one leg, over whatever its room gives it; a new player on a leg replaces the one before. */
  message('player.start', {
    playerId: Id,
    legId: Id,
    items: Type.Array(PlayItem, { maxItems: 50 }),
    loop: Type.Boolean(),
    bargeIn: Type.Boolean(),
  }),
  message('player.stop', { playerId: Id }),
  /**
   * Two channels: what the leg says (customer), what it is given (agent, prompts). `dictation`: what is said is kept for the
   * leg to hear again, and the recording ends when nobody has spoken for so long (null: not by that).
   */
  message('recording.start', {
    recordingId: Id,
    callId: Id,
    legId: Id,
    startedAt: Type.Integer(),
    dictation: Type.Optional(
      Type.Object({ silenceMs: Type.Union([Type.Integer({ minimum: 1000, maximum: 60_000 }), Type.Null()]) }),
    ),
  }),
  message('recording.stop', { recordingId: Id }),
  /** 'pause' leaves the time out of the recording, 'mask' keeps it as silence; either is marked as a gap. */
  message('recording.pause', { recordingId: Id, mode: GapKind }),
  message('recording.resume', { recordingId: Id }),
  /** Before anything is recorded: the X25519 key that data keys are sealed to, and the room that stays free. */
  message('recordings.configure', {
    publicKey: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    floorPercent: Type.Number({ minimum: 0, maximum: 90 }),
    floorBytes: Type.Integer({ minimum: 0 }),
  }),
  message('seat.connect', {
    seatId: Id,
    connectionId: Id,
    sdp: Sdp,
    codec: Type.Optional(SeatCodec),
  }),
  message('seat.disconnect', { seatId: Id }),
  /** Send it silence for so long, or until a leg of it is opened: the page's jitter buffer then is awake for the call. */
  message('seat.warm', { seatId: Id, ms: Type.Integer({ minimum: 20, maximum: 120_000 }) }),
  /** Demo telephone: a WebRTC telephone plugged into a line of the simulated exchange. */
  message('phone.connect', { phoneId: Id, number: Digits, connectionId: Id, sdp: Sdp }),
  message('phone.off-hook', { phoneId: Id }),
  message('phone.on-hook', { phoneId: Id }),
  message('phone.digit', { phoneId: Id, digit: Type.String({ pattern: '^[0-9*#]$' }) }),
  message('phone.disconnect', { phoneId: Id }),
])
export type GatewayCommand = Static<typeof GatewayCommand>

export const LegSnapshot = Type.Object({
  legId: Id,
  /** Null for a line's incoming leg: the server knows its call. */
  callId: Type.Union([Id, Type.Null()]),
  kind: Type.Union([Type.Literal('line'), Type.Literal('seat')]),
  state: Type.Union([Type.Literal('offered'), Type.Literal('dialing'), Type.Literal('answered')]),
})
export type LegSnapshot = Static<typeof LegSnapshot>

export const GatewayFact = Type.Union([
  /** A call comes in. `dialed`, `presented` and `name` are raw text from the wire. */
  message('leg.offered', {
    legId: Id,
    lineId: Id,
    dialed: Digits,
    presented: Digits,
    name: Type.String({ maxLength: 256 }),
    /** The number first called, when the call was sent on to us. */
    diverted: Type.Optional(Digits),
    /** The caller does not want to be shown; `presented` is empty then. */
    withheld: Type.Optional(Type.Boolean()),
  }),
  message('leg.progressed', {
    legId: Id,
    progress: Type.Union([Type.Literal('ringing'), Type.Literal('early-media')]),
  }),
  message('leg.answered', { legId: Id }),
  message('leg.ended', {
    legId: Id,
    cause: HangupCause,
    by: Type.Union([Type.Literal('us'), Type.Literal('them')]),
    detail: Type.String({ maxLength: 200 }),
  }),
  message('leg.digit', {
    legId: Id,
    digit: Type.String({ pattern: '^[0-9*#A-D]$' }),
    source: Type.Union([Type.Literal('rfc4733'), Type.Literal('in-band')]),
  }),
  /** Told once after leg.analyse; `ms` from its beginning. */
  message('leg.answered-by', {
    legId: Id,
    kind: Type.Union([Type.Literal('human'), Type.Literal('machine'), Type.Literal('unknown')]),
    reason: AnswerReason,
    ms: Type.Integer(),
  }),
  /** A fax machine calls (CNG) or answers (CED). */
  message('leg.fax-detected', { legId: Id, tone: Type.Union([Type.Literal('cng'), Type.Literal('ced')]) }),
  /** The far end put us on hold, or took us back (re-INVITE). */
  message('leg.held', { legId: Id, held: Type.Boolean() }),
  /**
   * The far end asks that its call go to another number (REFER; `target` is raw text from the wire), or to the other end
   * of another call that it has with us.
   */
  message('leg.transfer-requested', { legId: Id, target: Digits, replacesLegId: Type.Union([Id, Type.Null()]) }),
  /** What came of leg.transfer; the leg itself lives until it is hung up. */
  message('leg.transferred', { legId: Id, ok: Type.Boolean(), cause: HangupCause }),
  message('player.finished', {
    playerId: Id,
    legId: Id,
    reason: Type.Union([Type.Literal('done'), Type.Literal('stopped'), Type.Literal('barged'), Type.Literal('failed')]),
    detail: Type.String({ maxLength: 200 }),
  }),
  message('recording.started', { recordingId: Id }),
  message('recording.finished', {
    recordingId: Id,
    callId: Id,
    startedAt: Type.Integer(),
    durationMs: Type.Integer(),
    bytes: Type.Integer(),
    sha256: Type.String(),
    recovered: Type.Boolean(),
    gaps: Type.Array(RecordingGap, { maxItems: 200 }),
  }),
  message('recording.failed', { recordingId: Id, callId: Id, detail: Type.String({ maxLength: 200 }) }),
  /** The disk of the recordings: below its floor no recording begins, and those that run have ended. */
  message('storage.low', Room),
  message('storage.recovered', Room),
  message('seat.answered', { seatId: Id, connectionId: Id, sdp: Sdp }),
  message('seat.connected', { seatId: Id, connectionId: Id }),
  /** What the seat is sent now, and should send: its link loses packets, or is good again. */
  message('seat.codec', {
    seatId: Id,
    connectionId: Id,
    codec: Type.Union([Type.Literal('g711'), Type.Literal('opus')]),
  }),
  /** The seat's sound is gone (ICE consent, DTLS close, replaced by a newer connection); its leg lives until told otherwise. */
  message('seat.lost', {
    seatId: Id,
    connectionId: Id,
    reason: Type.Union([
      Type.Literal('timeout'),
      Type.Literal('closed'),
      Type.Literal('replaced'),
      Type.Literal('refused'),
    ]),
    detail: Type.String({ maxLength: 200 }),
  }),
  message('line.changed', {
    lineId: Id,
    state: LineState,
    fault: Type.Union([LineFault, Type.Null()]),
    detail: Type.String({ maxLength: 200 }),
    calls: Type.Integer(),
  }),
  message('leg.quality', {
    legId: Id,
    received: Type.Integer(),
    lost: Type.Integer(),
    jitterMs: Type.Number(),
    roundTripMs: Type.Union([Type.Number(), Type.Null()]),
    mos: Type.Number(),
    /** How the far end hears us, by its own reports; null while it sends none. */
    there: Type.Optional(
      Type.Union([Type.Object({ lostShare: Type.Number(), jitterMs: Type.Number(), mos: Type.Number() }), Type.Null()]),
    ),
    /** For how long neither side has spoken; null while the leg is not recorded. */
    quietMs: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
  }),
  message('phone.answered', { phoneId: Id, connectionId: Id, sdp: Sdp }),
  message('phone.changed', {
    phoneId: Id,
    state: Type.Union([
      Type.Literal('on-hook'),
      Type.Literal('dial-tone'),
      Type.Literal('dialing'),
      Type.Literal('ringing'),
      Type.Literal('talking'),
      Type.Literal('busy-tone'),
      Type.Literal('lost'),
    ]),
  }),
  /** Sent once after each hello, behind the facts that were waiting: all that lives in the gateway now. */
  message('gateway.snapshot', {
    legs: Type.Array(LegSnapshot),
    seats: Type.Array(Type.Object({ seatId: Id, connectionId: Id })),
    players: Type.Array(Id),
    recordings: Type.Array(Id),
  }),
])
export type GatewayFact = Static<typeof GatewayFact>

/** First message of the gateway. `facts` = number of the first fact it still holds. */
export const GatewayHello = message('hello', {
  protocolVersion: Type.Integer(),
  gatewayId: Id,
  bootId: Id,
  token: Type.String({ minLength: 20, maxLength: 200 }),
  /** The last command carried out, by the server's boot. */
  commandsThrough: Type.Object({ bootId: Type.String({ maxLength: 64 }), seq: Type.Integer() }),
})
/** First message of the server. */
export const ServerHello = message('hello', {
  protocolVersion: Type.Integer(),
  bootId: Id,
  /** The last fact of this gateway boot that is on disk here. */
  factsThrough: Type.Integer(),
})
export const Refused = message('refused', { reason: Type.String(), detail: Type.String() })
const Ack = message('ack', { through: Type.Integer() })

/** Envelope of a numbered message; seq starts at 1 with each boot of its sender and has no gaps. */
export const FromGateway = Type.Union([
  GatewayHello,
  Ack,
  message('fact', { seq: Type.Integer(), at: Type.Integer(), fact: GatewayFact }),
])
export type FromGateway = Static<typeof FromGateway>
export const ToGateway = Type.Union([
  ServerHello,
  Refused,
  Ack,
  message('command', { seq: Type.Integer(), command: GatewayCommand }),
])
export type ToGateway = Static<typeof ToGateway>
