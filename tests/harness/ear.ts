// An ear in the page: when the sound that the page plays began, on the machine's clock (epoch milliseconds).
import type { BrowserContext, Page } from 'playwright-core'
import { until } from './trunkline.ts'

export type Heard = {
  /** When the page's load event was over. */
  loadedAt: number
  /** The last click on the answer button, as the browser stamped it. */
  clickedAt: number
  /** The first sound since the page began, or since that click. */
  soundAt: number
  isLoud: boolean
}

declare global {
  interface Window {
    ear?: Heard
  }
}

/** Must come before the page: it listens from the first moment on. */
export async function addEar(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const now = () => performance.timeOrigin + performance.now()
    const ear: Heard = { loadedAt: 0, clickedAt: 0, soundAt: 0, isLoud: false }
    window.ear = ear
    addEventListener('load', () => {
      ear.loadedAt = now()
    })
    const onClick = (event: Event) => {
      if (!(event.target instanceof Element) || !event.target.closest('[data-testid="answer"]')) return
      ear.clickedAt = performance.timeOrigin + event.timeStamp
      ear.soundAt = 0
    }
    addEventListener('click', onClick, true)
    let context: AudioContext | null = null
    let analyser: AnalyserNode | null = null
    let heard: MediaProvider | null = null
    const samples = new Float32Array(256)
    setInterval(() => {
      const stream = document.querySelector<HTMLAudioElement>('[data-testid="seat-audio"]')?.srcObject ?? null
      if (stream instanceof MediaStream && stream !== heard) {
        heard = stream
        context ??= new AudioContext({ latencyHint: 0 })
        analyser = context.createAnalyser()
        analyser.fftSize = samples.length
        context.createMediaStreamSource(stream).connect(analyser)
      }
      if (!analyser) return
      analyser.getFloatTimeDomainData(samples)
      ear.isLoud = samples.some((sample) => Math.abs(sample) > 0.02)
      if (ear.isLoud && ear.soundAt === 0) ear.soundAt = now()
    }, 3)
  })
}

export async function whatWasHeard(page: Page): Promise<Heard> {
  return page.evaluate(() => window.ear ?? { loadedAt: 0, clickedAt: 0, soundAt: 0, isLoud: false })
}

/** Waits for the first sound since the click, or since the page began. */
export async function firstSound(page: Page, withinMs = 10_000): Promise<Heard> {
  let heard: Heard | null = null
  await until(
    async () => {
      heard = await whatWasHeard(page)
      return heard.soundAt > 0 && heard.loadedAt > 0
    },
    withinMs,
    () => `the page played nothing: ${JSON.stringify(heard)}`,
  )
  return heard as unknown as Heard
}

declare global {
  interface Window {
    packetAt?: number
  }
}

/**
 * Also notes when the first RTP packet with sound reached the page since the last click on the answer button: an
 * encoded transform sees the A-law payload before the browser's jitter buffer. Must come before the page.
 */
export async function addPacketEar(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const now = () => performance.timeOrigin + performance.now()
    window.packetAt = 0
    const onClick = (event: Event) => {
      if (event.target instanceof Element && event.target.closest('[data-testid="answer"]')) window.packetAt = 0
    }
    addEventListener('click', onClick, true)
    // A-law 0x55 and 0xd5 are silence; the sign bit away, the tone's larger samples differ from it in a high bit.
    const isLoud = (payload: ArrayBuffer) => new Uint8Array(payload).some((code) => ((code ^ 0x55) & 0x7f) > 0x40)
    type Encoded = { data: ArrayBuffer }
    type Streams = { readable: ReadableStream<Encoded>; writable: WritableStream<Encoded> }
    type WithStreams = { createEncodedStreams(): Streams }
    const Original = RTCPeerConnection
    window.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super({ ...configuration, encodedInsertableStreams: true } as RTCConfiguration)
      }
      override addTransceiver(track: MediaStreamTrack | string, init?: RTCRtpTransceiverInit): RTCRtpTransceiver {
        const transceiver = super.addTransceiver(track, init)
        const outgoing = (transceiver.sender as unknown as WithStreams).createEncodedStreams()
        void outgoing.readable.pipeTo(outgoing.writable)
        const { readable, writable } = (transceiver.receiver as unknown as WithStreams).createEncodedStreams()
        const watch = new TransformStream<Encoded, Encoded>({
          transform(frame, controller) {
            if (window.packetAt === 0 && isLoud(frame.data)) window.packetAt = now()
            controller.enqueue(frame)
          },
        })
        void readable.pipeThrough(watch).pipeTo(writable)
        return transceiver
      }
    }
  })
}

/** When the first packet with sound came since the click. */
export async function firstPacket(page: Page, withinMs = 10_000): Promise<number> {
  let at = 0
  await until(
    async () => {
      at = await page.evaluate(() => window.packetAt ?? 0)
      return at > 0
    },
    withinMs,
    () => 'no packet with sound reached the page',
  )
  return at
}
