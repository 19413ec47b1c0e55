import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

/** Below the system's own choice (32768 up) and the gateway's sound (20000 up): nobody takes the port meanwhile. */
const LOWEST = 10_000
const HIGHEST = 19_999

/** A port nobody uses now, for TCP and UDP. */
export async function freePort(): Promise<number> {
  const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
  return (await takesTcp(port)) && (await takesUdp(port)) ? port : freePort()
}

function takesTcp(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

function takesUdp(port: number): Promise<boolean> {
  const socket = createSocket('udp4')
  return new Promise((resolve) => {
    socket.once('error', () => resolve(false))
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)))
  })
}
