// A network between a browser and Trunkline that can change: HTTP and WebSocket go through a TCP forwarder, the sound
// through UDP forwarders whose ports replace the gateway's in the SDP on its way. A change closes every stream, loses
// what is sent for a time, and goes on from other addresses.
import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { connect, createServer, type Server, type Socket } from 'node:net'

const CANDIDATE = /(127\.0\.0\.1 )(\d{5})( typ host)/g

type Address = { address: string; port: number }
/** The gateway's `port` as the browser sees it; `browser` is where it last sent from. */
type Forwarder = { down: UdpSocket; up: UdpSocket; port: number; browser: Address | null }

/** A far end that has closed its port is no fault of the network's. */
async function boundSocket(): Promise<UdpSocket> {
  const socket = createSocket('udp4').on('error', () => {})
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return socket
}

export class CutNetwork {
  readonly #streams = new Set<Socket>()
  readonly #forwarders = new Map<number, Forwarder>()
  #isCut = false

  private constructor(
    private readonly server: Server,
    readonly port: number,
    private target: number,
  ) {}

  /** Listens on this port; where it leads to is said later. */
  static async open(port: number): Promise<CutNetwork> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    const network = new CutNetwork(server, port, 0)
    server.on('connection', (socket) => network.#forward(socket))
    return network
  }

  leadsTo(port: number): void {
    this.target = port
  }

  /** Nothing passes; streams that were open are closed. */
  cut(): void {
    if (this.#forwarders.size === 0) throw new Error('the sound does not go through this network')
    this.#isCut = true
    for (const stream of this.#streams) stream.destroy()
  }

  /** Everything passes again; the sound from ports that the gateway has not seen. */
  async comesBack(): Promise<void> {
    for (const forwarder of this.#forwarders.values()) {
      forwarder.up.close()
      forwarder.up = await this.#upstream(forwarder)
    }
    this.#isCut = false
  }

  close(): void {
    this.#isCut = true
    for (const stream of this.#streams) stream.destroy()
    for (const { up, down } of this.#forwarders.values()) {
      up.close()
      down.close()
    }
    this.server.close()
  }

  #forward(near: Socket): void {
    if (this.#isCut) {
      near.destroy()
      return
    }
    const far = connect(this.target, '127.0.0.1')
    for (const stream of [near, far]) {
      this.#streams.add(stream)
      stream.on('error', () => {})
      stream.on('close', () => {
        this.#streams.delete(stream)
        near.destroy()
        far.destroy()
      })
    }
    near.on('data', (bytes) => far.write(bytes))
    // One after the other: an SDP waits for its forwarder.
    let last = Promise.resolve()
    far.on('data', (bytes: Buffer) => {
      last = last.then(async () => void near.write(await this.#readdressed(bytes)))
    })
  }

  /** Ports have five digits all, so that no length changes. */
  async #readdressed(bytes: Buffer): Promise<Buffer> {
    const text = bytes.toString('latin1')
    const ports = [...text.matchAll(CANDIDATE)].map(([, , port]) => Number(port))
    if (ports.length === 0) return bytes
    for (const port of ports) if (!this.#forwarders.has(port)) this.#forwarders.set(port, await this.#forwarder(port))
    const changed = text.replace(
      CANDIDATE,
      (_, before: string, port: string, after: string) =>
        before + (this.#forwarders.get(Number(port))?.down.address().port ?? port) + after,
    )
    return Buffer.from(changed, 'latin1')
  }

  async #forwarder(port: number): Promise<Forwarder> {
    const down = await boundSocket()
    const forwarder: Forwarder = { down, up: down, port, browser: null }
    forwarder.up = await this.#upstream(forwarder)
    down.on('message', (packet, browser) => {
      forwarder.browser = browser
      if (!this.#isCut) forwarder.up.send(packet, port, '127.0.0.1')
    })
    return forwarder
  }

  async #upstream(forwarder: Forwarder): Promise<UdpSocket> {
    const up = await boundSocket()
    up.on('message', (packet) => {
      const { browser, down } = forwarder
      if (!this.#isCut && browser !== null) down.send(packet, browser.port, browser.address)
    })
    return up
  }
}
