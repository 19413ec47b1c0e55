// Opus by the WASM that @evan/opus brings (libopus). Its JavaScript hides concealment and FEC, so the module is loaded here.
// One instance for the thread; codecs are a few ten kilobytes of its memory each, and must be closed.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

type OpusExports = {
  memory: WebAssembly.Memory
  malloc(bytes: number): number
  free(pointer: number): void
  opus_encoder_get_size(channels: number): number
  opus_encoder_init(state: number, rate: number, channels: number, application: number): number
  opus_encoder_ctl_set(state: number, request: number, value: number): number
  opus_encode(state: number, pcm: number, samples: number, out: number, room: number): number
  opus_decoder_get_size(channels: number): number
  opus_decoder_init(state: number, rate: number, channels: number): number
  opus_decode(state: number, data: number, bytes: number, pcm: number, samples: number, fec: number): number
}

const RATE = 8000
/** RFC 6716 §2.1.4: 120 ms is the longest packet. */
export const OPUS_MAX_SAMPLES = 960
const MAX_PACKET = 1400
const APPLICATION_VOIP = 2048
const SET_BITRATE = 4002
const SET_COMPLEXITY = 4010
const SET_INBAND_FEC = 4012
const SET_PACKET_LOSS_PERCENT = 4014
/** Narrowband with room for FEC; below 16 kbit/s the encoder leaves FEC out. */
const BITRATE = 20_000
const COMPLEXITY = 5
/** The share of FEC the encoder puts in is set for this loss. */
const EXPECTED_LOSS_PERCENT = 10

type Runtime = { opus: OpusExports; packet: number; pcm: number; bytes: Uint8Array; samples: Int16Array }
let runtime: Runtime | null = null

function load(): Runtime {
  if (runtime !== null) return runtime
  const module = new WebAssembly.Module(readFileSync(fileURLToPath(import.meta.resolve('@evan/opus/wasm/simd.wasm'))))
  const nothing = (): number => 0
  const instance = new WebAssembly.Instance(module, {
    wasi_snapshot_preview1: { proc_exit: nothing, fd_close: nothing, fd_write: nothing, fd_seek: nothing },
    env: { emscripten_notify_memory_growth: () => runtime !== null && look(runtime) },
  })
  const opus = instance.exports as unknown as OpusExports
  const fresh: Runtime = {
    opus,
    packet: opus.malloc(MAX_PACKET),
    pcm: opus.malloc(OPUS_MAX_SAMPLES * 2),
    bytes: new Uint8Array(),
    samples: new Int16Array(),
  }
  look(fresh)
  runtime = fresh
  return fresh
}

/** Views die when the memory grows. */
function look(at: Runtime): void {
  at.bytes = new Uint8Array(at.opus.memory.buffer, at.packet, MAX_PACKET)
  at.samples = new Int16Array(at.opus.memory.buffer, at.pcm, OPUS_MAX_SAMPLES)
}

function allocated(at: Runtime, size: number, init: (state: number) => number): number {
  const state = at.opus.malloc(size)
  const code = init(state)
  if (code < 0) throw new Error(`opus: error ${code}`)
  look(at)
  return state
}

export class OpusEncoder {
  readonly #at = load()
  readonly #state: number

  constructor() {
    const { opus } = this.#at
    this.#state = allocated(this.#at, opus.opus_encoder_get_size(1), (state) =>
      opus.opus_encoder_init(state, RATE, 1, APPLICATION_VOIP),
    )
    const settings: [number, number][] = [
      [SET_BITRATE, BITRATE],
      [SET_COMPLEXITY, COMPLEXITY],
      [SET_INBAND_FEC, 1],
      [SET_PACKET_LOSS_PERCENT, EXPECTED_LOSS_PERCENT],
    ]
    for (const [request, value] of settings) opus.opus_encoder_ctl_set(this.#state, request, value)
  }

  /** 10, 20, 40 or 60 ms of 8 kHz samples to one packet; its length, 0 when it cannot be made. */
  encode(samples: Int16Array, count: number, out: Uint8Array): number {
    const at = this.#at
    at.samples.set(count === samples.length ? samples : samples.subarray(0, count))
    const length = at.opus.opus_encode(this.#state, at.pcm, count, at.packet, MAX_PACKET)
    for (let i = 0; i < length; i++) out[i] = at.bytes[i]!
    return Math.max(0, length)
  }

  close(): void {
    this.#at.opus.free(this.#state)
  }
}

export class OpusDecoder {
  readonly #at = load()
  readonly #state: number

  constructor() {
    const { opus } = this.#at
    this.#state = allocated(this.#at, opus.opus_decoder_get_size(1), (state) => opus.opus_decoder_init(state, RATE, 1))
  }

  /** A packet to 8 kHz samples (room for OPUS_MAX_SAMPLES); how many, 0 for bytes that are no Opus. */
  decode(bytes: Uint8Array, start: number, end: number, out: Int16Array): number {
    const length = this.#load(bytes, start, end)
    return length <= 0 ? 0 : this.#decode(this.#at.packet, length, OPUS_MAX_SAMPLES, 0, out)
  }

  /** The `count` samples before a packet that is at hand, from its FEC (else concealed). Call before decoding it. */
  recover(bytes: Uint8Array, start: number, end: number, count: number, out: Int16Array): number {
    const length = this.#load(bytes, start, end)
    return length <= 0 ? 0 : this.#decode(this.#at.packet, length, count, 1, out)
  }

  /** `count` samples of a packet that never came. */
  conceal(count: number, out: Int16Array): number {
    return this.#decode(0, 0, count, 0, out)
  }

  close(): void {
    this.#at.opus.free(this.#state)
  }

  #load(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start
    if (length > MAX_PACKET) return 0
    const into = this.#at.bytes
    for (let i = 0; i < length; i++) into[i] = bytes[start + i]!
    return length
  }

  #decode(packet: number, length: number, count: number, fec: 0 | 1, out: Int16Array): number {
    const at = this.#at
    const samples = at.opus.opus_decode(this.#state, packet, length, at.pcm, count, fec)
    for (let i = 0; i < samples; i++) out[i] = at.samples[i]!
    return Math.max(0, samples)
  }
}
