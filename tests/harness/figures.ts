// Figures of many measurements, as tests print them.

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function figures(values: readonly number[]): string {
  const ms = (value: number) => `${Math.round(value)} ms`
  const worst = Math.max(...values)
  return `n=${values.length} median ${ms(percentile(values, 0.5))}, p95 ${ms(percentile(values, 0.95))}, worst ${ms(worst)}`
}
