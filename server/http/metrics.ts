// Prometheus text: counters that we count, gauges that are read when asked.
type Labels = Record<string, string>
type Sample = { labels?: Labels; value: number }
type Counter = { add(labels?: Labels, by?: number): void }

export type Metrics = {
  counter(name: string, help: string): Counter
  gauge(name: string, help: string, read: () => number | Sample[]): void
  text(): string
}

const NAME = /^[a-z_][a-z0-9_]*$/
const MAX_SERIES = 1000

export function createMetrics(): Metrics {
  const families = new Map<string, { help: string; type: 'counter' | 'gauge'; read: () => Sample[] }>()
  const register = (name: string, help: string, type: 'counter' | 'gauge', read: () => Sample[]) => {
    if (!NAME.test(name) || families.has(name)) throw new Error(`The metric ${name} is misnamed or known already`)
    families.set(name, { help, type, read })
  }
  return {
    counter(name, help) {
      const series = new Map<string, Sample & { labels: Labels }>()
      register(name, help, 'counter', () => (series.size === 0 ? [{ value: 0 }] : [...series.values()]))
      return { add: (labels = {}, by = 1) => count(series, labels, by) }
    },
    gauge(name, help, read) {
      register(name, help, 'gauge', () => {
        const value = read()
        return typeof value === 'number' ? [{ value }] : value
      })
    },
    text: () => [...families].map(([name, { help, type, read }]) => family(name, help, type, read())).join(''),
  }
}

function count(series: Map<string, Sample & { labels: Labels }>, labels: Labels, by: number): void {
  const key = JSON.stringify(labels)
  const sample = series.get(key)
  if (sample !== undefined) sample.value += by
  else if (series.size < MAX_SERIES) series.set(key, { labels, value: by })
}

function family(name: string, help: string, type: string, samples: Sample[]): string {
  const lines = samples.map(({ labels, value }) => `${name}${labelText(labels ?? {})} ${value}`)
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n')
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, '\\$&')}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

/** Process figures that every Prometheus board knows. */
export function addProcessMetrics(metrics: Metrics, startedAtS: number): void {
  metrics.gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss())
  metrics.gauge('process_heap_bytes', 'Heap of the main thread.', () => process.memoryUsage().heapUsed)
  metrics.gauge('process_cpu_seconds_total', 'User and system CPU time.', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  metrics.gauge('process_start_time_seconds', 'Start of the process.', () => startedAtS)
}
