// What a caller id says, whichever way it came.

/** `number` is digits, '' when withheld or not known; `date` is MMDDhhmm or ''. */
export type CallerId = { number: string; name: string; date: string; absent: 'unavailable' | 'private' | null }

export const MAX_NUMBER = 24
const NUMBER = /^[0-9]{1,24}$/

export const isCallerNumber = (text: string): boolean => NUMBER.test(text)
export const numberOnly = (number: string): CallerId => ({ number, name: '', date: '', absent: null })
export const absentNumber = (absent: 'unavailable' | 'private'): CallerId => ({
  number: '',
  name: '',
  date: '',
  absent,
})
