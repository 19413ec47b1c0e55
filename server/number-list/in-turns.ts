const AT_ONCE = 500

/** Long work in short turns, between which calls go on. */
export async function inTurns<T>(all: readonly T[], work: (some: T[]) => void): Promise<void> {
  for (let at = 0; at < all.length; at += AT_ONCE) {
    if (at > 0) await new Promise((resolve) => setImmediate(resolve))
    work(all.slice(at, at + AT_ONCE))
  }
}
