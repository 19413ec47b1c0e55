import { MediaQuery } from 'svelte/reactivity'

/** Breakpoints of the guide; one layout is drawn at a time, so a control exists once. */
export const viewport = {
  phone: new MediaQuery('(width < 40rem)'),
  tablet: new MediaQuery('(40rem <= width < 64rem)'),
  narrowBar: new MediaQuery('(width < 56.25rem)'),
  low: new MediaQuery('(height < 45rem)'),
}
