/** Is a number as dialled this number of ours? The leading + and the home country's code of the configured one are optional. */
export function isCalled(configured: string, dialed: string): boolean {
  const digits = dialed.replace(/^\+/, '')
  const own = configured.replace(/^\+/, '')
  return own === digits || (configured.startsWith('+86') && own.slice(2) === digits.replace(/^0/, ''))
}
