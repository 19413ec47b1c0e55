// RFC 3261 §17.1.1.1, table 4. Configuration of the machines, never read from a global.
export type TransactionTimers = { t1: number; t2: number; t4: number }

/** T1 is the round trip estimate, T2 the longest retransmit interval, T4 the longest life of a packet, all in ms. */
export const DEFAULT_TIMERS: TransactionTimers = { t1: 500, t2: 4000, t4: 5000 }

/** What one transaction runs by. */
export type MachineTimers = TransactionTimers & {
  /** TCP and TLS send nothing twice (§17.1.1.2, §17.1.2.2, §17.2): no A, E and G; D, I, J and K are zero. */
  isReliable: boolean
  /** Timers B and F: how long a request without any response is waited for. */
  patience: number
}

/** Timers H, L, M and J over UDP, and B and F where nobody is less patient. */
export const transactionTimeout = (timers: TransactionTimers): number => 64 * timers.t1

/** Timer D: at least 32 s over UDP. */
const TIMER_D_MS = 32_000

export const timerD = ({ isReliable }: MachineTimers): number => (isReliable ? 0 : TIMER_D_MS)
/** Timers I and K. */
export const timerOfLastPacket = ({ isReliable, t4 }: MachineTimers): number => (isReliable ? 0 : t4)
export const timerJ = (timers: MachineTimers): number => (timers.isReliable ? 0 : transactionTimeout(timers))

export type TransactionTimerName = 'A' | 'B' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L' | 'M'

export type TimerEffect =
  | { type: 'set-timer'; name: TransactionTimerName; after: number }
  | { type: 'clear-timer'; name: TransactionTimerName }

export const setTimer = (name: TransactionTimerName, after: number): TimerEffect => ({ type: 'set-timer', name, after })
/** Sending again is for UDP alone. */
export const setResendTimer = (name: 'A' | 'E' | 'G', after: number, { isReliable }: MachineTimers): TimerEffect[] =>
  isReliable ? [] : [setTimer(name, after)]
export const clearTimer = (name: TransactionTimerName): TimerEffect => ({ type: 'clear-timer', name })
