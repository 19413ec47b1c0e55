// What the tests ask of any independent telephone: one call, and what is heard in it.

export type TelephoneCodec = 'PCMA' | 'PCMU' | 'G722' | 'opus'
export type TelephoneEvent = 'called' | 'early' | 'ringing' | 'established' | 'closed'

export type TelephoneOptions = {
  /** Its user name, and the number it shows. */
  user: string
  /** WAV it speaks, as SOUND_OF its codec. */
  speaks: string
  transport?: 'udp' | 'tcp' | 'tls'
  /** PEM of who may sign the certificate of the server it calls by TLS. */
  authority?: string
  /** Of its own, shown to who calls it by TLS. */
  identity?: { certificate: string; key: string }
  address?: '127.0.0.1' | '::1'
  codec?: TelephoneCodec
  /** SDES, and nothing else. */
  srtp?: boolean
  /** Registers there, and calls through it. */
  registrar?: { port: number; password: string }
}

/** The sound in a telephone with this codec. */
export const SOUND_OF = {
  PCMA: { rate: 8000, channels: 1 },
  PCMU: { rate: 8000, channels: 1 },
  G722: { rate: 16_000, channels: 1 },
  opus: { rate: 48_000, channels: 2 },
} as const

export interface Telephone {
  /** Where it listens for SIP. */
  readonly port: number
  dial(uri: string): void
  answer(): void
  hangUp(): void
  hold(): void
  resume(): void
  press(key: string): void
  transfer(uri: string): void
  /** Rejects when it does not say so in time. */
  hasSaid(event: TelephoneEvent | { digit: string }, withinMs?: number): Promise<void>
  lastSecond(): { hz: number; share: number; level: number }
  /** How much sound has come to it since its session was last changed. */
  heardMs(): number
  /** What it printed lately, for the reader of a failed test. */
  readonly output: string
  close(): Promise<void>
}
