import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits for cookies, links and the gateway. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored in place of a token. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

export function sameToken(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(tokenHash(one)), Buffer.from(tokenHash(other)))
}
