// One UDP socket of the operating system (RFC 3261 §18).
import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { Endpoint } from '../sip/via.ts'
import { BindError, type DatagramEvents, type DatagramSocket, type OpenDatagramSocket } from './datagram-socket.ts'

const RECEIVE_BUFFER_OCTETS = 1_048_576

const bindError = (at: Endpoint, error: Error & { code?: string }): BindError =>
  new BindError(error.code === 'EADDRINUSE' ? 'port-taken' : 'configuration', at, error)

export const openUdpSocket: OpenDatagramSocket = (at: Endpoint, events: DatagramEvents): Promise<DatagramSocket> =>
  new Promise((resolve, reject) => {
    const socket = createSocket({
      type: isIPv6(at.address) ? 'udp6' : 'udp4',
      recvBufferSize: RECEIVE_BUFFER_OCTETS,
      reuseAddr: false,
      // `::` beside `0.0.0.0`: each family has a socket of its own, and no address looks like ::ffff:192.0.2.1.
      ipv6Only: isIPv6(at.address),
    })
    let isClosed = false
    const refuse = (error: Error) => reject(bindError(at, error))
    socket.once('error', refuse)
    socket.on('message', (octets, { address, port }) => events.onDatagram(octets, { address, port }))
    socket.bind({ address: at.address, port: at.port, exclusive: true }, () => {
      socket.off('error', refuse)
      // An ICMP error of one peer must not take the socket of all the others down.
      socket.on('error', (error) => events.onSendFailed({ address: '', port: 0 }, error))
      resolve({
        send(octets, to) {
          if (isClosed) return
          socket.send(octets, to.port, to.address, (error) => {
            if (error) events.onSendFailed(to, error)
          })
        },
        close() {
          if (isClosed) return
          isClosed = true
          socket.close()
        },
      })
    })
  })
