// What a line says of itself: which target it uses, or why the last one failed. Rule L12.
import type { LineFault } from '#protocol/reasons'
import { type Endpoint, transportOf } from '../../sip/via.ts'
import type { TargetFault } from '../../transport/sip-endpoint.ts'
import type { LineReport } from './registration.ts'

const LINE_FAULTS: Record<TargetFault['reason'], LineFault> = {
  timeout: 'unreachable',
  failed: 'unreachable',
  lost: 'unreachable',
  refused: 'refused',
  certificate: 'certificate',
  unavailable: 'unavailable',
}

const describe = (to: Endpoint | null): string => {
  if (!to) return ''
  const address = to.address.includes(':') ? `[${to.address}]` : to.address
  return `${transportOf(to)} ${address}:${to.port}`
}

export function explained(told: LineReport, fault: TargetFault | null, trunk: Endpoint | null): LineReport {
  if (told.state === 'up') return { ...told, detail: describe(trunk) }
  return told.fault === 'unreachable' && fault
    ? { ...told, fault: LINE_FAULTS[fault.reason], detail: fault.detail }
    : told
}
