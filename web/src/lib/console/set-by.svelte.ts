// Who has set something at the console, since when.
import { clock } from '#lib/clock/clock.svelte.ts'
import { instant, shownName } from '#lib/clock/format.ts'
import { consoleServiceWords as words } from '#lib/text/console-words.ts'
import { t } from '#lib/text/text.svelte.ts'
import type { SetBy } from '#protocol/console'

export function setByText({ name, at }: NonNullable<SetBy>): string {
  return t(words.setBy, { name: shownName(name), time: instant(at, clock.now) })
}
