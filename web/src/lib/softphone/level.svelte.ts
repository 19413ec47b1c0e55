// How loud the microphone is, 0 to 1, ten times a second.
class Level {
  value = $state(0)
  /** True once something above the room's noise was heard. */
  heard = $state(false)
  #context: AudioContext | null = null
  #timer: ReturnType<typeof setInterval> | undefined

  watch(stream: MediaStream): void {
    this.stop()
    const context = new AudioContext()
    const analyser = context.createAnalyser()
    analyser.fftSize = 1024
    context.createMediaStreamSource(stream).connect(analyser)
    const samples = new Float32Array(analyser.fftSize)
    this.#context = context
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples)
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
      const decibels = 10 * Math.log10(power + 1e-9)
      this.value = Math.min(1, Math.max(0, (decibels + 60) / 50))
      if (decibels > -45) this.heard = true
    }, 100)
  }

  stop(): void {
    clearInterval(this.#timer)
    void this.#context?.close()
    this.#context = null
    this.value = 0
    this.heard = false
  }
}

export const level = new Level()
