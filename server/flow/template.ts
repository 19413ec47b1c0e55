// Text with values in it. Rule F24.

import type { Walk } from './flow-state.ts'
import { localTime } from './local-time.ts'

const PLACE = /\{\{\s*([\w.\-\u4e00-\u9fff]{1,60})\s*\}\}/g

/** The names that a template asks for. */
export const namesIn = (template: string): string[] => [...template.matchAll(PLACE)].map((match) => match[1] ?? '')

/** Every {{name}} replaced by its value; what has none is empty. A secret stays as it is written. */
export function filled(walk: Walk, template: string): string {
  return template.replace(PLACE, (place, name: string) =>
    walk.run.secrets.includes(name) ? place : valueFor(walk, name),
  )
}

/** F25: the macros of F107 and of today; a variable of the same name is not seen. */
function valueFor({ run, now }: Walk, name: string): string {
  switch (name) {
    case 'ANI':
      return run.caller
    case 'DNIS':
      return run.called
    case 'DATE':
      return localTime(run.zone, now).date.replaceAll('-', '')
    case 'TIME':
      return localTime(run.zone, now).time.replaceAll(':', '')
    case 'DATETIME': {
      const { date, time } = localTime(run.zone, now)
      return `${date}${time}`.replace(/[-:]/g, '')
    }
    case 'WEEKDAY':
      return String(localTime(run.zone, now).day)
    case 'LANGUAGE':
      return run.language
    case 'CALL':
      return run.callId
    default:
      return Object.hasOwn(run.variables, name) ? (run.variables[name] ?? '') : ''
  }
}

export const MACROS = ['ANI', 'DNIS', 'DATE', 'TIME', 'DATETIME', 'WEEKDAY', 'LANGUAGE', 'CALL']
