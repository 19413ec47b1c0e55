// What the page knows of the centre: entities by topic, changed only by snapshots and numbered deltas.
// LV1 a snapshot replaces its topic whole · LV2 a delta applies only when its number follows · LV3 an older one is
// dropped · LV4 a gap changes nothing and is reported · LV5 another epoch forgets every topic's number.
import type { Entities, EntityChange, EntityKind, Topic, ToWeb } from '#protocol/web-messages'

type Maps = { readonly [K in EntityKind]: ReadonlyMap<string, Entities[K]> }
export type TopicModel = { readonly seq: number; readonly maps: Maps }
export type LiveModel = { readonly epoch: string | null; readonly topics: { readonly [T in Topic]: TopicModel } }
export type LiveInput = Extract<ToWeb, { type: 'hello' | 'snapshot' | 'delta' }>

const emptyMaps = (): Maps => ({
  agent: new Map(),
  colleague: new Map(),
  call: new Map(),
  queue: new Map(),
  line: new Map(),
  gateway: new Map(),
  alarm: new Map(),
  supervision: new Map(),
  notice: new Map(),
})
/** `seq` -1: nothing received yet, so a snapshot is wanted. */
const emptyTopic = (): TopicModel => ({ seq: -1, maps: emptyMaps() })
export const emptyModel = (): LiveModel => ({
  epoch: null,
  topics: { seat: emptyTopic(), site: emptyTopic(), status: emptyTopic(), wall: emptyTopic() },
})

function withChange<K extends EntityKind>(
  old: ReadonlyMap<string, Entities[K]>,
  id: string,
  value: Entities[K] | null,
): ReadonlyMap<string, Entities[K]> {
  const next = new Map(old)
  if (value === null) next.delete(id)
  else next.set(id, value)
  return next
}

/** One change put into the map of its kind; the maps are new, so the old model stays as it was. */
function put<K extends EntityKind>(maps: Maps, kind: K, change: Extract<EntityChange, { kind: K }>): Maps {
  const value = change.value as Entities[K] | null
  return { ...maps, [kind]: withChange<K>(maps[kind], change.id, value) }
}

const applyChanges = (maps: Maps, changes: readonly EntityChange[]): Maps =>
  changes.reduce((known, change) => put(known, change.kind, change), maps)

const withTopic = (model: LiveModel, topic: Topic, value: TopicModel): LiveModel => ({
  ...model,
  topics: { ...model.topics, [topic]: value },
})

/** The next model, and the topic that has a gap and must be asked for again. */
export function stepLive(model: LiveModel, input: LiveInput): [LiveModel, Topic | null] {
  switch (input.type) {
    case 'hello': {
      if (model.epoch === input.epoch) return [model, null]
      const { seat, site, status, wall } = model.topics
      const afresh = (topic: TopicModel): TopicModel => ({ ...topic, seq: -1 })
      const unnumbered = { seat: afresh(seat), site: afresh(site), status: afresh(status), wall: afresh(wall) }
      return [{ epoch: input.epoch, topics: unnumbered }, null]
    }
    case 'snapshot':
      return [withTopic(model, input.topic, { seq: input.seq, maps: applyChanges(emptyMaps(), input.entities) }), null]
    case 'delta': {
      const old = model.topics[input.topic]
      if (old.seq >= 0 && input.seq <= old.seq) return [model, null]
      if (old.seq < 0 || input.seq !== old.seq + 1) return [model, input.topic]
      return [withTopic(model, input.topic, { seq: input.seq, maps: applyChanges(old.maps, input.changes) }), null]
    }
  }
}
