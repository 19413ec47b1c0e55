// The session cookie. `__Host-` binds it to this host and needs Secure; Chromium and Firefox take Secure cookies from
// http://127.0.0.1 and http://localhost, Safari does not: TRUNKLINE_SECURE_COOKIE=0 gives a plain one for such trials.
import type { Role } from '#protocol/reasons'
import { ABSOLUTE_MS } from '../user/sessions.ts'

function cookieName(secure: boolean): string {
  return secure ? '__Host-sid' : 'sid'
}

export function readCookie(request: Request, secure: boolean): string | null {
  const wanted = `${cookieName(secure)}=`
  const pair = (request.headers.get('cookie') ?? '').split('; ').find((part) => part.startsWith(wanted))
  const token = pair?.slice(wanted.length) ?? ''
  return /^[\w-]{43}$/.test(token) ? token : null
}

export function sessionCookie(token: string, secure: boolean, role: Role): string {
  return cookie(token, secure, ABSOLUTE_MS[role] / 1000)
}

export function clearedCookie(secure: boolean): string {
  return cookie('', secure, 0)
}

function cookie(value: string, secure: boolean, maxAgeS: number): string {
  const flags = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeS}`
  return `${cookieName(secure)}=${value}; ${flags}${secure ? '; Secure' : ''}`
}
