// One FXO port of a card: what the analogue-line code asks of a driver, simulated or real. SPEC.md P1-P5.

/** 'loop-drop': no battery on the line any more (a cut wire, or the exchange's sign that the far end is gone). */
export type CardEvent = 'ring-on' | 'ring-off' | 'polarity' | 'loop-drop' | 'loop-back'

export interface CardListener {
  event(event: CardEvent): void
  /** 20 ms of A-law from the line, on hook too; valid during the call only. */
  frame(aLaw: Uint8Array): void
}

export interface CardPort {
  /** Called once, before anything else. */
  listen(listener: CardListener): void
  setHook(hook: 'on' | 'off'): void
  /** 20 ms of A-law to the line, at most once a tick; without it the line is given silence. */
  write(aLaw: Uint8Array): void
  /** On hook, and no more events. */
  close(): void
}
