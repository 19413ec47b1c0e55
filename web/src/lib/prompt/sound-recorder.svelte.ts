// Recording in the page: whatever container the browser writes, it reads itself; what leaves is a WAV file.
import { clock } from '#lib/clock/clock.svelte.ts'
import { openMicrophone } from '#lib/softphone/microphone.ts'
import { wavFile } from './wav-file.ts'

const RATE = 16_000
const LONGEST_MS = 600_000

export class SoundRecorder {
  state: 'idle' | 'recording' | 'done' | 'refused' = $state('idle')
  startedAt = $state(0)
  sound: Blob | null = $state.raw(null)
  #recorder: MediaRecorder | null = null
  #limit: ReturnType<typeof setTimeout> | undefined

  async start(): Promise<void> {
    const microphone = await openMicrophone('')
    if (!microphone.ok) {
      this.state = 'refused'
      return
    }
    const recorder = new MediaRecorder(microphone.stream)
    const parts: Blob[] = []
    recorder.ondataavailable = ({ data }) => parts.push(data)
    recorder.onstop = () => {
      for (const track of microphone.stream.getTracks()) track.stop()
      if (this.#recorder === recorder) void this.#keep(new Blob(parts))
    }
    this.#recorder = recorder
    this.sound = null
    this.startedAt = clock.now
    this.state = 'recording'
    recorder.start()
    this.#limit = setTimeout(() => this.finish(), LONGEST_MS)
  }

  finish(): void {
    clearTimeout(this.#limit)
    if (this.#recorder?.state === 'recording') this.#recorder.stop()
  }

  /** Also when the page is left: the microphone closes. */
  forget(): void {
    const recorder = this.#recorder
    this.#recorder = null
    clearTimeout(this.#limit)
    if (recorder?.state === 'recording') recorder.stop()
    this.sound = null
    this.state = 'idle'
  }

  async #keep(recorded: Blob): Promise<void> {
    const context = new OfflineAudioContext(1, 1, RATE)
    const decoded = await context.decodeAudioData(await recorded.arrayBuffer())
    this.sound = wavFile(decoded.getChannelData(0), RATE)
    this.state = 'done'
  }
}
