// The pieces of RFC 3261 §25 that many headers share: tokens, quoted strings, comma lists, parameters.
export type Param = { name: string; value: string | null }

const TOKEN = /^[A-Za-z0-9\-.!%*_+`'~]+$/
const PARAM = /^([A-Za-z0-9\-.!%*_+`'~]+)(?:[ \t]*=[ \t]*("(?:[^"\\]|\\[\s\S])*"|[^\s"<>;,]*))?$/

export const isToken = (text: string): boolean => TOKEN.test(text)

/** Splits outside quotes and angle brackets; null when a quote or bracket is left open. */
export function splitOutside(text: string, separator: ',' | ';'): string[] | null {
  const parts: string[] = []
  let start = 0
  let quoted = false
  let inAngle = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (quoted) {
      if (char === '\\') i++
      else if (char === '"') quoted = false
    } else if (char === '"' && !inAngle) quoted = true
    else if (char === '<') inAngle = true
    else if (char === '>') inAngle = false
    else if (char === separator && !inAngle) {
      parts.push(text.slice(start, i).trim())
      start = i + 1
    }
  }
  if (quoted || inAngle) return null
  parts.push(text.slice(start).trim())
  return parts
}

/** `;name=value;flag`, or nothing at all; null when it is neither. */
export function parseParams(text: string): Param[] | null {
  if (text.trim() === '') return []
  const parts = splitOutside(text, ';')
  if (parts?.[0] !== '') return null
  const params: Param[] = []
  for (const part of parts.slice(1)) {
    const match = PARAM.exec(part)
    if (!match) return null
    params.push({ name: match[1]!.toLowerCase(), value: match[2] ?? null })
  }
  return params
}

export const printParams = (params: Param[]): string =>
  params.map(({ name, value }) => (value === null ? `;${name}` : `;${name}=${value}`)).join('')

export const paramOf = (params: Param[], name: string): Param | undefined => params.find((param) => param.name === name)

export const paramValue = (params: Param[], name: string): string | null => paramOf(params, name)?.value ?? null

export const withParam = (params: Param[], name: string, value: string | null): Param[] => [
  ...params.filter((param) => param.name !== name),
  { name, value },
]

export const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

export const unquote = (text: string): string =>
  text.startsWith('"') ? text.slice(1, -1).replace(/\\([\s\S])/g, '$1') : text
