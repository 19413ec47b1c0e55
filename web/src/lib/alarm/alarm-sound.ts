// Two short falling tones, unlike the ring. A browser that has heard no click yet stays silent.
const tones = [
  { at: 0, hertz: 880 },
  { at: 0.18, hertz: 660 },
] as const
const toneS = 0.14
const loudness = 0.12
let context: AudioContext | null = null

export function beep(): void {
  context ??= new AudioContext()
  const { currentTime, destination } = context
  void context.resume()
  for (const { at, hertz } of tones) {
    const start = currentTime + at
    const gain = new GainNode(context, { gain: 0 })
    gain.gain.setValueAtTime(0, start)
    gain.gain.linearRampToValueAtTime(loudness, start + 0.01)
    gain.gain.linearRampToValueAtTime(0, start + toneS)
    const tone = new OscillatorNode(context, { frequency: hertz })
    tone.connect(gain).connect(destination)
    tone.start(start)
    tone.stop(start + toneS)
  }
}
