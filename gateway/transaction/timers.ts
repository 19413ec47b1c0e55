// RFC 3261 §17.1.1.1, table 4. Configuration of the machines, never read from a global.
export type TransactionTimers = { t1: number; t2: number; t4: number }

/** T1 is the round trip estimate, T2 the longest retransmit interval, T4 the longest life of a packet, all in ms. */
export const DEFAULT_TIMERS: TransactionTimers = { t1: 500, t2: 4000, t4: 5000 }

/** Timers B, F, H, J, L and M. */
export const transactionTimeout = (timers: TransactionTimers): number => 64 * timers.t1

/** Timer D: at least 32 s over UDP. */
export const TIMER_D_MS = 32_000

export type TransactionTimerName = 'A' | 'B' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L' | 'M'

export type TimerEffect =
  | { type: 'set-timer'; name: TransactionTimerName; after: number }
  | { type: 'clear-timer'; name: TransactionTimerName }

export const setTimer = (name: TransactionTimerName, after: number): TimerEffect => ({ type: 'set-timer', name, after })
export const clearTimer = (name: TransactionTimerName): TimerEffect => ({ type: 'clear-timer', name })
