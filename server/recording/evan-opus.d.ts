// The WASM of @evan/opus by itself: its main module prefers a native addon, which is one more thing that can crash.
declare module '@evan/opus/wasm/index.mjs' {
  type Options = { channels: 1 | 2; sample_rate: 8000; application?: 'voip' | 'audio' }

  export class Encoder {
    constructor(options: Options)
    /** Gets with one argument, sets with two; throws what libopus refuses. */
    ctl(request: number, value?: number): number
    /** 16-bit samples of all channels to one packet. */
    encode(pcm: ArrayBufferView): Uint8Array<ArrayBuffer>
    /** Frees its memory in the WASM. */
    drop(): void
  }

  export class Decoder {
    constructor(options: Options)
    decode(packet: ArrayBufferView): Uint8Array<ArrayBuffer>
    drop(): void
  }
}
