// A trunk over TLS, played by Node's own TLS: it answers every OPTIONS with 200.
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { freePort } from './free-port.ts'

export class TlsTrunk {
  readonly asked: string[] = []

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(identity: { certificate: string; key: string }): Promise<TlsTrunk> {
    const port = await freePort()
    const server = createServer({ cert: identity.certificate, key: identity.key }, (socket) => trunk.serve(socket))
    const trunk = new TlsTrunk(server, port)
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    return trunk
  }

  close(): void {
    this.server.close()
  }

  private serve(socket: TLSSocket): void {
    socket.on('error', () => socket.destroy())
    socket.on('data', (octets: Buffer) => {
      const text = octets.toString('latin1')
      if (!text.startsWith('OPTIONS ')) return
      this.asked.push(text)
      const copied = text.split('\r\n').filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line))
      socket.write(`SIP/2.0 200 OK\r\n${copied.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`)
    })
  }
}
