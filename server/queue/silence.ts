// A place in a queue without anybody on the phone: nothing is played to it. Rule Q32 in SPEC.md.
import type { Effect } from '../machine/effects.ts'

const isSound = (effect: Effect): boolean =>
  effect.type === 'play' ||
  effect.type === 'announce' ||
  (effect.type === 'gateway' && effect.command.type === 'player.stop') ||
  (effect.type === 'set-timer' && effect.name === 'announce')

/** The step with what somebody hears of it. */
export const heard = <S>({ silent }: { silent?: boolean }, [state, effects]: [S, Effect[]]): [S, Effect[]] =>
  silent ? [state, effects.filter((effect) => !isSound(effect))] : [state, effects]
