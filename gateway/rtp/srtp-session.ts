// The four SRTP and SRTCP contexts of one far end (RFC 3711 §3.2).
import { SrtcpContext } from './srtcp.ts'
import { SrtpContext } from './srtp.ts'
import type { SrtpMaster } from './srtp-keys.ts'

export class SrtpSession {
  readonly rtpIn: SrtpContext
  readonly rtpOut: SrtpContext
  readonly rtcpIn: SrtcpContext
  readonly rtcpOut: SrtcpContext

  constructor(local: SrtpMaster, remote: SrtpMaster) {
    this.rtpIn = new SrtpContext(remote)
    this.rtpOut = new SrtpContext(local)
    this.rtcpIn = new SrtcpContext(remote)
    this.rtcpOut = new SrtcpContext(local)
  }
}
