/** The compiler proves that this is not reached. */
export function assertNever(value: never): never {
  throw new Error(`not reachable: ${JSON.stringify(value)}`)
}
