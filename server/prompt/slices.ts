/** Long work in slices, so that calls are decided in between. */
export async function inSlices(total: number, size: number, work: (from: number, to: number) => void): Promise<void> {
  for (let from = 0; from < total; from += size) {
    work(from, Math.min(total, from + size))
    await new Promise((resolve) => setImmediate(resolve))
  }
}
