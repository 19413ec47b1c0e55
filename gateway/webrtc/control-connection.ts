// ICE and DTLS of one browser connection by werift (0.25.2, pinned), without its RTCPeerConnection: no SDP, RTP or RTCP of
// its passes here. Full ICE, always controlled; one SRTP profile offered (SPEC.md W5). Never restarted: a page that
// comes back makes a new connection.
import { randomBytes } from 'node:crypto'
import {
  Candidate,
  RTCDtlsFingerprint,
  RTCDtlsParameters,
  RTCDtlsTransport,
  RTCIceGatherer,
  RTCIceParameters,
  RTCIceTransport,
  StunProtocol,
} from 'werift'
import { MASTER_KEY_LENGTH, MASTER_SALT_LENGTH } from '../rtp/srtp-keys.ts'
import type { FromControl, ToControl } from './control-messages.ts'
import { hostPriority } from './sdp-answer.ts'
import { virtualUdp } from './virtual-udp.ts'

const AES_CM_128_HMAC_SHA1_80 = 1

type Open = Extract<ToControl, { type: 'open' }>

/** werift's gathering would open its own sockets and ask a public STUN server; we put its one protocol in ourselves. */
type IceInternals = {
  ensureProtocol(protocol: StunProtocol): void
  protocols: StunProtocol[]
  localCandidatesStart: boolean
  userHistory: Record<string, string>
  stopConsentLifecycle(): void
}
type StunInternals = { datagramReceived(bytes: Buffer, from: readonly [string, number]): void }

export class ControlConnection {
  readonly #ice: RTCIceTransport
  readonly #stun = new StunProtocol()
  #dtls: RTCDtlsTransport | null = null
  #isOver = false

  constructor(
    private readonly open: Open,
    private readonly post: (message: FromControl) => void,
  ) {
    const gatherer = new RTCIceGatherer({ useIpv6: false })
    this.#ice = new RTCIceTransport(gatherer)
    this.#prepareIce()
  }

  async run(): Promise<void> {
    try {
      const dtls = await this.#prepareDtls()
      await this.#ice.start()
      await dtls.start()
      this.#reportUp(dtls)
    } catch (error) {
      this.#over('failed', error instanceof Error ? error.message : String(error))
    }
  }

  receive(bytes: Uint8Array, address: string, port: number): void {
    const datagram = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    ;(this.#stun as unknown as StunInternals).datagramReceived(datagram, [address, port])
  }

  async close(): Promise<void> {
    this.#isOver = true
    if (this.#dtls === null) await this.#ice.stop()
    else await this.#dtls.stop()
  }

  #prepareIce(): void {
    const { key, address, port } = this.open
    const connection = this.#ice.connection
    // werift's own user name has 16 random bits; RFC 8445 §5.3 asks for 24, and 128 for the password.
    connection.localUsername = randomBytes(6).toString('hex')
    connection.localPassword = randomBytes(16).toString('hex')
    this.#stun.transport = virtualUdp(address, port, (bytes, to, toPort) =>
      this.post({ type: 'send', key, bytes, address: to, port: toPort }),
    )
    this.#stun.localIp = address
    this.#stun.localCandidate = new Candidate('1', 1, 'udp', hostPriority(0), address, port, 'host')
    const internals = connection as unknown as IceInternals
    internals.userHistory[connection.localUsername] = connection.localPassword
    internals.ensureProtocol(this.#stun)
    internals.protocols.push(this.#stun)
    internals.localCandidatesStart = true
    connection.localCandidates.push(this.#stun.localCandidate)
    connection.localCandidatesEnd = true
  }

  async #prepareDtls(): Promise<RTCDtlsTransport> {
    const { key, ufrag, password, candidates, fingerprints, setup } = this.open
    const certificate = await RTCDtlsTransport.SetupCertificate()
    const dtls = new RTCDtlsTransport({}, this.#ice, certificate, [AES_CM_128_HMAC_SHA1_80])
    this.#dtls = dtls
    dtls.role = setup === 'active' ? 'client' : 'server'
    dtls.setRemoteParams(
      new RTCDtlsParameters(
        fingerprints.map(({ algorithm, value }) => new RTCDtlsFingerprint(algorithm, value)),
        setup === 'active' ? 'server' : 'client',
      ),
    )
    this.#ice.setRemoteParams(new RTCIceParameters({ iceLite: false, usernameFragment: ufrag, password }))
    for (const c of candidates) {
      // The end of candidates is never told: with none of them reachable the browser's own checks still find us.
      await this.#ice.connection.addRemoteCandidate(
        new Candidate(c.foundation, 1, 'udp', c.priority, c.address, c.port, c.type),
      )
    }
    dtls.onStateChange.subscribe((state) => {
      if (state === 'closed') this.#over('closed', 'the page closed the connection')
    })
    this.#ice.onStateChange.subscribe((state) => {
      if (state === 'failed') this.#over('failed', 'ICE failed or consent was lost')
    })
    const { localUsername, localPassword } = this.#ice.connection
    const fingerprint = certificate.getFingerprints()[0]?.value ?? ''
    this.post({ type: 'ready', key, ufrag: localUsername, password: localPassword, fingerprint })
    return dtls
  }

  #reportUp(transport: RTCDtlsTransport): void {
    const pair = this.#ice.connection.nominated
    if (this.#isOver || pair === undefined || transport.dtls === undefined) return
    if (transport.dtls.srtp.srtpProfile !== AES_CM_128_HMAC_SHA1_80) {
      this.#over('failed', 'the browser agreed to no SRTP profile of ours')
      return
    }
    // W16: from here on the media worker asks.
    ;(this.#ice.connection as unknown as IceInternals).stopConsentLifecycle()
    const keys = transport.dtls.extractSessionKeys(MASTER_KEY_LENGTH, MASTER_SALT_LENGTH)
    const [address, port] = pair.remoteAddr
    this.post({
      type: 'up',
      key: this.open.key,
      local: { key: new Uint8Array(keys.localKey), salt: new Uint8Array(keys.localSalt) },
      remote: { key: new Uint8Array(keys.remoteKey), salt: new Uint8Array(keys.remoteSalt) },
      address,
      port,
    })
  }

  #over(reason: 'closed' | 'failed', detail: string): void {
    if (this.#isOver) return
    this.#isOver = true
    this.post({ type: 'gone', key: this.open.key, reason, detail: detail.slice(0, 200) })
  }
}
