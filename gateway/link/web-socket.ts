import type { Connection, ConnectionHandlers } from './link.ts'

/** A WebSocket to the server as the link wants it; errors end in closed. */
export function dialWebSocket(url: string, handlers: ConnectionHandlers): Connection {
  const socket = new WebSocket(url)
  socket.onopen = () => handlers.opened()
  socket.onmessage = (event) => handlers.message(String(event.data))
  socket.onclose = () => handlers.closed()
  socket.onerror = () => {}
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    close: () => socket.close(),
  }
}
