// Independent programs a test needs; the launcher names what could not be installed in TRUNKLINE_MISSING.
import { existsSync } from 'node:fs'

/** Debian package → a file it brings. */
const PROGRAMS = {
  chromium: '/usr/bin/chromium',
  'sip-tester': '/usr/bin/sipp',
  'baresip-core': '/usr/bin/baresip',
  'linphone-cli': '/usr/bin/linphonec',
  sox: '/usr/bin/sox',
  ffmpeg: '/usr/bin/ffmpeg',
  'espeak-ng': '/usr/bin/espeak-ng',
  openssl: '/usr/bin/openssl',
  kamailio: '/usr/sbin/kamailio',
  sipvicious: '/usr/bin/svmap',
  'kamailio-tls-modules': '/usr/lib/x86_64-linux-gnu/kamailio/modules/tls.so',
  'python3-cryptography': '/usr/lib/python3/dist-packages/cryptography/__init__.py',
} as const

/** True when one of these packages is not there: the test is skipped. */
export function isMissing(...packages: (keyof typeof PROGRAMS)[]): boolean {
  const missing = (process.env.TRUNKLINE_MISSING ?? '').split(',')
  return packages.some((name) => missing.includes(name) || !existsSync(PROGRAMS[name]))
}
