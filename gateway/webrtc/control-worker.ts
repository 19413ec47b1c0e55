// The thread of ICE and DTLS: a handshake takes tens of milliseconds, which nobody's call may hear.
import { ControlConnection } from './control-connection.ts'
import type { FromControl, ToControl } from './control-messages.ts'

declare const self: Worker

const connections = new Map<string, ControlConnection>()
const post = (message: FromControl): void => self.postMessage(message)

// werift leaves the promises of a connection closed in mid-handshake unattended; one page must not end all others.
process.on('unhandledRejection', () => {})

self.onmessage = (event: MessageEvent<ToControl>) => {
  const message = event.data
  const connection = connections.get(message.key)
  if (message.type === 'datagram') connection?.receive(message.bytes, message.address, message.port)
  else if (message.type === 'open') {
    const opened = new ControlConnection(message, post)
    connections.set(message.key, opened)
    void opened.run()
  } else {
    connections.delete(message.key)
    if (connection !== undefined) void connection.close()
  }
}
