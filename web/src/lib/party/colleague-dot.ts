import type { ColleagueView } from '#protocol/web-messages'

/** The dot beside a colleague's name. */
export const colleagueDot: Readonly<Record<ColleagueView['state'], string>> = {
  free: 'bg-free',
  'not-ready': 'bg-wait',
  ringing: 'bg-conn',
  busy: 'bg-fault',
  'do-not-disturb': 'bg-off',
  away: 'bg-off',
  'signed-out': 'bg-off',
}
