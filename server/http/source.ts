// Where a request comes from: the peer's address, or what a trusted proxy on this machine says.
export type Source = { address: string; loopback: boolean }

type Peer = { requestIP(request: Request): { address: string } | null }

export function sourceOf(request: Request, server: Peer | null, trustProxy: boolean): Source {
  const peer = server?.requestIP(request)?.address ?? 'unknown'
  const forwarded = request.headers.get('x-forwarded-for')
  const near = isLoopback(peer)
  if (forwarded === null) return { address: peer, loopback: near }
  // Who speaks through a proxy is not on this machine, whether the proxy is trusted or not.
  const last = forwarded.split(',').at(-1)?.trim() ?? ''
  return { address: trustProxy && near && last !== '' ? last.slice(0, 64) : peer, loopback: false }
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}
