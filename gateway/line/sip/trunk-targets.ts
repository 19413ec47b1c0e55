// Where one line's trunk is: resolves its name, keeps its targets in order, and asks for those that have failed. Rules T1-T7, L2, L9.
import { BlockList, isIP, isIPv6 } from 'node:net'
import type { SipLineConfig } from '#protocol/line-config'
import { bareHost } from '../../sip/uri.ts'
import { type Endpoint, type TlsPeer, type Transport, transportOf } from '../../sip/via.ts'
import { type Schedule, TimerMap } from '../../transaction/timer-map.ts'
import type { ResolveTrunk, TrunkAddress, TrunkName } from './host-resolver.ts'
import { currentTarget, otherTargets, type Targets, withAnswered, withFailed, withResolved } from './targets.ts'

type Options = {
  schedule: Schedule
  resolve: ResolveTrunk
  /** Can we send to that address at all? */
  reaches(address: string): boolean
  /** Told once, when the name is known, and each time that it is not. */
  onResolved(isKnown: boolean): void
  onSwitched(): void
  /** T5: ask whether it is there again. */
  probe(to: Endpoint): void
}

const REVIVE_MS = 15_000

/** host, host:port, [address]:port or a bare address. */
function proxyName(proxy: string, transport: TrunkName['transport']): TrunkName {
  const match = isIP(proxy) === 0 ? /^(.*):(\d{1,5})$/.exec(proxy) : null
  return { host: bareHost(match?.[1] ?? proxy), port: Number(match?.[2] ?? 0), transport }
}

function sourceList(sources: string[]): BlockList | null {
  if (sources.length === 0) return null
  const list = new BlockList()
  for (const source of sources) {
    const [address = '', bits] = source.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

export class TrunkTargets {
  readonly #options: Options
  readonly #timers: TimerMap<'resolve' | 'revive'>
  #config: SipLineConfig
  #sources: BlockList | null
  #targets: Targets = []
  #isStopped = false

  constructor(config: SipLineConfig, options: Options) {
    this.#config = config
    this.#options = options
    this.#timers = new TimerMap(options.schedule)
    this.#sources = sourceList(config.sources)
  }

  get current(): Endpoint | null {
    const target = currentTarget(this.#targets)
    return target && this.hop(target)
  }

  get others(): Endpoint[] {
    return otherTargets(this.#targets).map((target) => this.hop(target))
  }

  /** L2: one of the trunk's own addresses, or of those that the line allows besides. */
  has(address: string): boolean {
    if (this.#targets.some((target) => target.address === address)) return true
    return this.#sources?.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') ?? false
  }

  /** Whose certificate the trunk has. */
  get peer(): TlsPeer {
    return { name: this.#name.host, authorities: this.#config.authorities }
  }

  /** C1: one of its own targets by that target's transport; by TLS only where the certificate was the trunk's. */
  is(to: Endpoint): boolean {
    return this.#targets.some(({ address, port, transport }) => {
      if (address !== to.address || port !== to.port) return false
      if (transport === 'tls' && to.tls?.name !== this.#name.host) return false
      return transportOf(to) === transport || to.largeOverTcp === true
    })
  }

  /** L4: does it go by that transport? */
  speaks(transport: Transport): boolean {
    return this.#targets.some((target) => target.transport === transport)
  }

  hop({ address, port, transport }: TrunkAddress): Endpoint {
    const { largeOverTcp } = this.#config
    const to = { address, port, transport }
    if (transport === 'tls') return { ...to, tls: this.peer }
    return transport === 'udp' && largeOverTcp ? { ...to, largeOverTcp } : to
  }

  start(): void {
    void this.#resolve()
  }

  update(config: SipLineConfig): void {
    this.#config = config
    this.#sources = sourceList(config.sources)
  }

  stop(): void {
    this.#isStopped = true
    this.#timers.clearAll()
  }

  failed(to: Endpoint): void {
    this.#change(withFailed(this.#targets, to))
  }

  answered(to: Endpoint): void {
    this.#change(withAnswered(this.#targets, to))
  }

  get #name(): TrunkName {
    const { host, port, transport, proxy } = this.#config
    return proxy === '' ? { host: bareHost(host), port, transport } : proxyName(proxy, transport)
  }

  #change(targets: Targets): void {
    const before = currentTarget(this.#targets)
    this.#targets = targets
    const now = currentTarget(targets)
    if (targets.some(({ hasFailed }) => hasFailed) && !this.#timers.has('revive')) this.#awaitRevival()
    const keys = ['address', 'port', 'transport'] as const
    if (keys.some((key) => before?.[key] !== now?.[key])) this.#options.onSwitched()
  }

  #awaitRevival(): void {
    if (this.#isStopped) return
    this.#timers.set('revive', REVIVE_MS, () => {
      const failed = this.#targets.filter(({ hasFailed }) => hasFailed)
      for (const target of failed) this.#options.probe(this.hop(target))
      if (failed.length > 0) this.#awaitRevival()
    })
  }

  async #resolve(): Promise<void> {
    const wasKnown = this.#targets.length > 0
    const { targets, ttlMs } = await this.#options.resolve(this.#name)
    if (this.#isStopped) return
    this.#timers.set('resolve', ttlMs, () => void this.#resolve())
    const found = targets.filter(({ address }) => this.#options.reaches(address))
    // A name server that is away for a while must not take a working line down.
    if (found.length === 0) {
      if (!wasKnown) this.#options.onResolved(false)
      return
    }
    if (wasKnown) this.#change(withResolved(this.#targets, found))
    else {
      this.#targets = withResolved([], found)
      this.#options.onResolved(true)
    }
  }
}
