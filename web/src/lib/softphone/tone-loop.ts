// Short tones sent to the gateway, and when each comes back: the whole way of the sound, codec and jitter buffer included.

const TONE_HZ = 1000
const TONE_MS = 120
const EVERY_MS = 700
/** Chromium's jitter buffer starts cold: the first tone only wakes it. */
const WAKING = 2
export const TONES = 6
const LOOK_MS = 5
const FFT_SAMPLES = 1024
/** Of full scale; the loop of a gateway neither adds noise nor takes level away. */
const HEARD = 0.05

/** The share of the tone in what came last, 0 to 1 of full scale (Goertzel). */
export function toneIn(samples: Float32Array, hz: number, sampleRate: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * hz) / sampleRate)
  let [last, before] = [0, 0]
  for (const sample of samples) [last, before] = [sample + turn * last - before, last]
  const power = last * last + before * before - turn * last * before
  return (2 * Math.sqrt(Math.max(0, power))) / samples.length
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Milliseconds from the beginning of each tone until it is heard again; tones that are lost are left out. */
export async function loopTones(
  send: (track: MediaStreamTrack | null) => Promise<void>,
  received: MediaStream,
): Promise<number[]> {
  const context = new AudioContext()
  const out = context.createMediaStreamDestination()
  const gain = context.createGain()
  const tone = new OscillatorNode(context, { frequency: TONE_HZ })
  gain.gain.value = 0
  tone.connect(gain).connect(out)
  tone.start()
  const ear = new AnalyserNode(context, { fftSize: FFT_SAMPLES, smoothingTimeConstant: 0 })
  context.createMediaStreamSource(received).connect(ear)
  try {
    await context.resume()
    await send(out.stream.getAudioTracks()[0] ?? null)
    const times: number[] = []
    for (let n = 0; n < WAKING + TONES; n++) {
      const time = await oneTone(gain, ear)
      if (n >= WAKING && time !== null) times.push(time)
    }
    return times
  } finally {
    await send(null)
    await context.close()
  }
}

async function oneTone(gain: GainNode, ear: AnalyserNode): Promise<number | null> {
  const samples = new Float32Array(ear.fftSize)
  const { sampleRate } = ear.context
  const from = performance.now()
  gain.gain.value = 0.5
  const off = setTimeout(() => {
    gain.gain.value = 0
  }, TONE_MS)
  let heard: number | null = null
  for (let now = from; now - from < EVERY_MS; now = performance.now()) {
    ear.getFloatTimeDomainData(samples)
    if (heard === null && toneIn(samples, TONE_HZ, sampleRate) > HEARD) heard = now - from
    await pause(LOOK_MS)
  }
  clearTimeout(off)
  gain.gain.value = 0
  return heard
}
