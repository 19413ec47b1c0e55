// One RTCPeerConnection with one two-way sound: offer with all its candidates, then the answer. Used by the seat and
// by the demo telephone.
import { codecFor, telephoneFirst } from './codec-order.ts'

const gatherWithinMs = 1500
const lostAfterMs = 3000

/** Counts are of packets since the connection was made. */
export type WayFigures = {
  roundTripMs: number | null
  sent: number
  received: number
  lost: number
  jitterMs: number | null
}

export type PeerEvents = {
  sound: (stream: MediaStream) => void
  connected: () => void
  /** Failed, or disconnected for longer than 3 s. */
  lost: () => void
}

function gathered(connection: RTCPeerConnection): Promise<void> {
  return new Promise((resolve) => {
    if (connection.iceGatheringState === 'complete') return resolve()
    const timer = setTimeout(resolve, gatherWithinMs)
    connection.addEventListener('icegatheringstatechange', () => {
      if (connection.iceGatheringState !== 'complete') return
      clearTimeout(timer)
      resolve()
    })
  })
}

export class Peer {
  readonly #connection = new RTCPeerConnection({ iceServers: [], bundlePolicy: 'max-bundle' })
  readonly #sender: RTCRtpSender
  #lostTimer: ReturnType<typeof setTimeout> | undefined

  constructor(track: MediaStreamTrack, events: PeerEvents) {
    const transceiver = this.#connection.addTransceiver(track, { direction: 'sendrecv' })
    this.#sender = transceiver.sender
    const codecs = RTCRtpReceiver.getCapabilities('audio')?.codecs
    if (codecs) transceiver.setCodecPreferences(telephoneFirst(codecs))
    this.#connection.ontrack = (event) => events.sound(event.streams[0] ?? new MediaStream([event.track]))
    this.#connection.onconnectionstatechange = () => {
      clearTimeout(this.#lostTimer)
      switch (this.#connection.connectionState) {
        case 'connected':
          events.connected()
          break
        case 'failed':
        case 'closed':
          events.lost()
          break
        case 'disconnected':
          this.#lostTimer = setTimeout(events.lost, lostAfterMs)
          break
      }
    }
  }

  async offer(): Promise<string> {
    await this.#connection.setLocalDescription()
    await gathered(this.#connection)
    return this.#connection.localDescription?.sdp ?? ''
  }

  async answer(sdp: string): Promise<void> {
    if (this.#connection.signalingState !== 'have-local-offer') return
    await this.#connection.setRemoteDescription({ type: 'answer', sdp })
  }

  /** Changes what is sent without a new offer; a browser that cannot goes on as before, which the gateway takes too. */
  async sendIn(wanted: 'g711' | 'opus'): Promise<void> {
    const parameters = this.#sender.getParameters()
    const [encoding] = parameters.encodings
    const isNegotiated = codecFor(wanted, parameters.codecs) !== null
    // As the browser itself names it: with the parameters of our answer it is not known.
    const codec = codecFor(wanted, RTCRtpSender.getCapabilities('audio')?.codecs ?? [])
    if (codec === null || !isNegotiated || !encoding) return
    // Not in the DOM types yet (W3C webrtc-extensions, RTCRtpEncodingParameters.codec).
    Object.assign(encoding, { codec })
    await this.#sender.setParameters(parameters).catch(() => {})
  }

  async replaceTrack(track: MediaStreamTrack): Promise<void> {
    await this.#sender.replaceTrack(track)
  }

  /** How the way to the gateway is: null for what is not known yet. */
  async way(): Promise<WayFigures> {
    const figures: WayFigures = { roundTripMs: null, sent: 0, received: 0, lost: 0, jitterMs: null }
    for (const stats of (await this.#connection.getStats()).values()) {
      if (stats.type === 'candidate-pair' && stats.nominated && stats.currentRoundTripTime !== undefined)
        figures.roundTripMs = stats.currentRoundTripTime * 1000
      if (stats.type === 'outbound-rtp') figures.sent = stats.packetsSent
      if (stats.type !== 'inbound-rtp') continue
      figures.received = stats.packetsReceived
      figures.lost = Math.max(0, stats.packetsLost)
      figures.jitterMs = stats.jitter * 1000
    }
    return figures
  }

  close(): void {
    clearTimeout(this.#lostTimer)
    this.#connection.ontrack = this.#connection.onconnectionstatechange = null
    this.#connection.close()
  }
}
