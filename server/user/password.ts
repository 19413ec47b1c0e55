// argon2id by Bun. One hash takes 64 MiB and a core for a tenth of a second: at most two run at once.
import { rateLimited } from '../http/http-error.ts'
import { COMMON_PASSWORDS } from './common-passwords.ts'

const MIN_PASSWORD = 8
const MAX_PASSWORD = 128
const PARALLEL = 2
const MAX_WAITING = 50

type PasswordFault = 'too-short' | 'too-long' | 'too-common'

export function passwordFault(password: string, number: string): PasswordFault | null {
  const length = [...password].length
  if (length < MIN_PASSWORD) return 'too-short'
  if (length > MAX_PASSWORD) return 'too-long'
  const plain = password.toLowerCase()
  const single = new Set(plain).size === 1
  return single || COMMON_PASSWORDS.has(plain) || plain.replaceAll(number, '').length < 3 ? 'too-common' : null
}

export type Passwords = {
  hash(password: string): Promise<string>
  /** Takes the same time for a user without a password. */
  verify(password: string, hash: string | null): Promise<boolean>
}

export type Argon2Cost = { memoryCost: number; timeCost: number }
const DEFAULT_COST: Argon2Cost = { memoryCost: 65_536, timeCost: 2 }

export function createPasswords(cost: Argon2Cost = DEFAULT_COST): Passwords {
  const gate = createGate()
  const hash = (password: string) => gate(() => Bun.password.hash(password, { algorithm: 'argon2id', ...cost }))
  const nobody = hash(crypto.randomUUID())
  return {
    hash,
    async verify(password, stored) {
      const against = stored ?? (await nobody)
      return (await gate(() => Bun.password.verify(password, against))) && stored !== null
    },
  }
}

function createGate() {
  let running = 0
  const waiting: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= PARALLEL) {
      if (waiting.length >= MAX_WAITING) throw rateLimited(5)
      await new Promise<void>((start) => waiting.push(start))
    } else {
      running += 1
    }
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
