// What flows ask by HTTP: it answers with an order, hangs, or answers 10 MB.
import { createServer, type Server } from 'node:http'
import { freePort } from './free-port.ts'

export class OutsideWorld {
  /** Method, path and body of each request. */
  readonly told: string[] = []
  readonly #server: Server

  private constructor(readonly port: number) {
    this.#server = createServer(async (request, reply) => {
      let body = ''
      for await (const piece of request) body += String(piece)
      this.told.push(`${request.method} ${request.url} ${body}`)
      if (request.url === '/hangs') return
      if (request.url === '/big') reply.end(Buffer.alloc(10_000_000))
      else reply.end(JSON.stringify({ order: { items: [{ count: 3 }] } }))
    })
  }

  static async open(): Promise<OutsideWorld> {
    const world = new OutsideWorld(await freePort())
    await new Promise<void>((resolve) => world.#server.listen(world.port, '127.0.0.1', resolve))
    return world
  }

  get host(): string {
    return `127.0.0.1:${this.port}`
  }

  get address(): string {
    return `http://${this.host}`
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}
