const steps = [500, 1000, 2000, 4000, 8000] as const
const last = 8000

/** Wait before reconnect number `attempt` (from 0): 0.5, 1, 2, 4, 8 s with up to a fifth more or less. */
export const reconnectDelay = (attempt: number, random: number): number =>
  Math.round((steps[attempt] ?? last) * (0.8 + 0.4 * random))
