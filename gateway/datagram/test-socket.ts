// A plain socket of Bun's, for the far ends of tests: nothing of ours is in it.

export type TestSocket = Bun.udp.Socket<'buffer'>

export const openUdp = (
  address: string,
  port: number,
  listener: (bytes: Buffer, port: number, address: string) => void,
): Promise<TestSocket> =>
  Bun.udpSocket({
    hostname: address,
    port,
    socket: { data: (_socket, bytes, from, sender) => listener(bytes, from, sender), error: () => {} },
  })
