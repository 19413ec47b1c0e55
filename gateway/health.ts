// The gateway's only HTTP: is it well, and how much does it do. Nothing secret, bound to loopback by default.
import type { Address } from './config.ts'
import type { Gateway } from './gateway.ts'
import type { ServerLink } from './link/link.ts'
import type { WorkerMediaEngine } from './media/worker-media-engine.ts'
import type { StorageWatch } from './recording/storage-watch.ts'
import type { UploadQueue } from './recording/upload-queue.ts'

type Watched = {
  link: ServerLink
  gateway: Gateway
  media: WorkerMediaEngine
  uploads: UploadQueue
  storage: StorageWatch
}

const EX_UNAVAILABLE = 69

export function serveHealth(address: Address, watched: Watched): { stop(): void } {
  try {
    const server = Bun.serve({
      hostname: address.host,
      port: address.port,
      reusePort: false,
      routes: {
        '/health': () => health(watched),
        '/metrics': async () =>
          new Response(await metrics(watched), { headers: { 'content-type': 'text/plain; version=0.0.4' } }),
      },
      fetch: () => new Response('not found', { status: 404 }),
    })
    return { stop: () => void server.stop(true) }
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault)
    console.error(
      `The gateway cannot serve its health on ${address.host}:${address.port}: ${why}. Set TRUNKLINE_GATEWAY_HTTP to use another port.`,
    )
    process.exit(EX_UNAVAILABLE)
  }
}

function health({ link, gateway }: Watched): Response {
  const ready = link.awayMs() === 0
  return Response.json({ ready, calls: gateway.calls, serverAwayMs: link.awayMs() }, { status: ready ? 200 : 503 })
}

async function metrics({ link, gateway, media, uploads, storage }: Watched): Promise<string> {
  const { user, system } = process.cpuUsage()
  const figures: [string, string, number][] = [
    ['trunkline_gateway_calls', 'gauge', gateway.calls],
    ['trunkline_gateway_server_away_ms', 'gauge', link.awayMs()],
    ['trunkline_gateway_facts_waiting', 'gauge', link.waitingFacts],
    ['trunkline_gateway_recordings_waiting', 'gauge', uploads.length],
    ['trunkline_gateway_storage_free_bytes', 'gauge', storage.room.freeBytes],
    ['trunkline_gateway_storage_floor_bytes', 'gauge', storage.room.floorBytes],
    ['trunkline_gateway_storage_low', 'gauge', Number(storage.room.isLow)],
    ['process_resident_memory_bytes', 'gauge', process.memoryUsage.rss()],
    ['process_cpu_seconds_total', 'counter', (user + system) / 1e6],
  ]
  for (const [name, value] of Object.entries(await media.stats())) {
    const figure = `trunkline_media_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`
    if (typeof value === 'number') figures.push([figure, 'gauge', value])
  }
  return figures.map(([name, type, value]) => `# TYPE ${name} ${type}\n${name} ${value}\n`).join('')
}
