// One sound at a time: starting one stops the other.
class SoundPlayer {
  /** Address of what is heard now. */
  playing: string | null = $state(null)
  #audio: HTMLAudioElement | null = null

  toggle(url: string): void {
    const wasPlaying = this.playing === url
    this.stop()
    if (wasPlaying) return
    const audio = new Audio(url)
    this.#audio = audio
    this.playing = url
    const over = () => {
      if (this.#audio === audio) this.playing = null
    }
    audio.onended = over
    audio.onerror = over
    void audio.play().catch(over)
  }

  stop(): void {
    this.#audio?.pause()
    this.#audio = null
    this.playing = null
  }
}

export const soundPlayer = new SoundPlayer()
