// Compact forms (RFC 3261 §7.3.3, §20) and the customary spelling of names.
const COMPACT: Record<string, string> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
}

const SPELLING: Record<string, string> = {
  'call-id': 'Call-ID',
  cseq: 'CSeq',
  'mime-version': 'MIME-Version',
  'min-se': 'Min-SE',
  rack: 'RAck',
  rseq: 'RSeq',
  'www-authenticate': 'WWW-Authenticate',
}

export function longName(name: string): string {
  const lower = name.toLowerCase()
  return Object.hasOwn(COMPACT, lower) ? COMPACT[lower]! : lower
}

export const spelledName = (name: string): string =>
  Object.hasOwn(SPELLING, name) ? SPELLING[name]! : name.replace(/(^|-)[a-z]/g, (part) => part.toUpperCase())
