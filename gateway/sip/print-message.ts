import { spelledName } from './header-names.ts'
import type { SipMessage } from './message.ts'
import { octetsOf } from './octets.ts'
import { printUri } from './uri.ts'

export function printMessage(message: SipMessage): Uint8Array {
  const start =
    message.kind === 'request'
      ? `${message.method} ${printUri(message.uri)} SIP/2.0`
      : `SIP/2.0 ${message.status} ${message.reason}`
  const fields = message.headers.map(({ name, value }) => `${spelledName(name)}: ${value}\r\n`).join('')
  const head = octetsOf(`${start}\r\n${fields}Content-Length: ${message.body.length}\r\n\r\n`)
  return Buffer.concat([head, message.body])
}
