// The prompt library as its pages see it.
import { type Static, Type } from '@sinclair/typebox'
import { Language } from './reasons.ts'

const strict = { additionalProperties: false } as const
/** What flows, queues and lines call a prompt or a music list by. */
export const PromptName = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,59}$' })
const Title = Type.String({ minLength: 1, maxLength: 60 })
const Description = Type.String({ maxLength: 500 })
const CategoryId = Type.String({ minLength: 1, maxLength: 64 })

export const PromptOrigin = Type.Union([Type.Literal('upload'), Type.Literal('recording'), Type.Literal('speech')])
export type PromptOrigin = Static<typeof PromptOrigin>

/** Version 0 is the program's own. */
export type PromptSound = {
  version: number
  durationMs: number
  sha256: string
  origin: PromptOrigin | 'built-in'
  /** What is said, where it is known. */
  text: string
}
export type Prompt = {
  name: string
  /** '' for a built-in one that nobody has named. */
  title: string
  description: string
  category: string
  builtIn: boolean
  uses: number
  sounds: Partial<Record<Language, PromptSound>>
}
export type PromptVersion = PromptSound & { language: Language; current: boolean; at: number | null; by: string | null }
/** What names a prompt: `id` and `name` of it, and the fields there. Forced handling is '_forced', without a name. */
export type PromptUse = {
  kind: 'queue' | 'flow' | 'line' | 'music-list' | 'message-box' | 'inbound-rule' | 'number-list'
  id: string
  name: string
  fields: string[]
}
export type PromptDetail = Prompt & { versions: PromptVersion[]; usedBy: PromptUse[] }

// GET /prompts → Prompt[]; POST /prompts PromptBody; GET|PUT|DELETE /prompts/:name; POST /prompts/:name/restore → PromptDetail.
/** Without a name it is made from the title. */
export const PromptBody = Type.Object(
  { name: Type.Optional(PromptName), title: Title, description: Description, category: CategoryId },
  strict,
)
export type PromptBody = Static<typeof PromptBody>
export const PromptFacts = Type.Omit(PromptBody, ['name'], strict)
export type PromptFacts = Static<typeof PromptFacts>

// PUT /prompts/:name/:language?origin= (body: a sound file) → PromptDetail; POST /prompts/:name/:language/speech SpeechBody;
// POST /prompts/:name/:language/current VersionBody; GET /prompts/:name/:language.wav?version=.
export const VersionBody = Type.Object({ version: Type.Integer({ minimum: 0, maximum: 100_000 }) }, strict)
export type VersionBody = Static<typeof VersionBody>

/** Built-in categories (flow, queue, say, music, other) have no name here: the pages name them. */
export type PromptCategory = { id: string; name: string; builtIn: boolean }
// GET /prompt-categories → PromptCategory[]; POST; PUT|DELETE /prompt-categories/:id.
export const CategoryBody = Type.Object({ name: Title }, strict)
export type CategoryBody = Static<typeof CategoryBody>

/** Pieces that are played one after the other; where a prompt can be music, a list can be named instead. */
export const MusicList = Type.Object(
  { name: PromptName, title: Title, tracks: Type.Array(PromptName, { minItems: 1, maxItems: 50 }) },
  strict,
)
export type MusicList = Static<typeof MusicList>
export type MusicListView = MusicList & { usedBy: PromptUse[] }
// GET /music-lists → MusicListView[]; POST MusicListBody; PUT|DELETE /music-lists/:name.
export const MusicListBody = Type.Composite(
  [Type.Omit(MusicList, ['name']), Type.Partial(Type.Pick(MusicList, ['name']))],
  strict,
)
export type MusicListBody = Static<typeof MusicListBody>

// GET /speech → SpeechEngineView[]; POST /speech SpeechBody → a WAV to listen to; GET|PUT /speech/settings SpeechSettings.
export const SpeechEngineId = Type.Union([Type.Literal('espeak'), Type.Literal('http')])
export type SpeechEngineId = Static<typeof SpeechEngineId>
export type SpeechEngineView = { id: SpeechEngineId; ready: boolean }
export const SpeechBody = Type.Object(
  { engine: SpeechEngineId, language: Language, text: Type.String({ minLength: 1, maxLength: 1000 }) },
  strict,
)
export type SpeechBody = Static<typeof SpeechBody>
/** `key` is sent as a bearer token; replies hold '', and '' keeps the one there is. */
export const SpeechSettings = Type.Object(
  { url: Type.String({ maxLength: 500 }), key: Type.String({ maxLength: 500, pattern: '^[\\x21-\\x7e]*$' }) },
  strict,
)
export type SpeechSettings = Static<typeof SpeechSettings>

/** Why no speech was made; the web has one sentence for each in both languages. */
export type SpeechFaultReason =
  | 'speech-missing' // the engine is not installed, or has no address
  | 'speech-address' // its address is none that this server may reach
  | 'speech-unreachable'
  | 'speech-refused' // it answered with a fault
  | 'speech-too-slow'
  | 'speech-too-large'
