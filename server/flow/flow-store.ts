// Flows on disk: what is live, every version that has been, the draft.
import type { FlowDraft, FlowLayout, FlowVersion, FlowVersionDetail } from '#protocol/flow-api'
import type { FlowDefinition } from '#protocol/flow-config'
import type { Ms } from '#protocol/ids'
import type { Database } from '../store/database.ts'

type Row = {
  id: string
  name: string
  version: number
  language: string
  start: string
  nodes: string
  afterHangUp: string
}

/** What is live, by name. */
export function listFlows(core: Database): FlowDefinition[] {
  return core
    .all<Row>(
      'select id, name, version, language, start, nodes, after_hang_up as afterHangUp from flow order by name, id',
    )
    .map(({ id, name, version, language, start, nodes, afterHangUp }) => ({
      ...{ id, name, version, language: language as FlowDefinition['language'], start },
      ...(afterHangUp === '' ? {} : { afterHangUp }),
      nodes: JSON.parse(nodes) as FlowDefinition['nodes'],
    }))
}

export type Published = { flow: FlowDefinition; layout: FlowLayout; note: string; authorId: string | null; at: Ms }

/** The next version is live; the draft is done with. Returns it with its number. */
export function publishFlow(core: Database, { flow, layout, note, authorId, at }: Published): FlowDefinition {
  const last = core.get<{ version: number | null }>(
    'select max(version) as version from flow_version where flow_id = ?',
    flow.id,
  )
  const live = { ...flow, version: (last?.version ?? 0) + 1 }
  core.tx(() => {
    saveLive(core, live)
    core.run(
      `insert into flow_version (flow_id, version, definition, layout, note, author_id, published_at)
       values (?, ?, ?, ?, ?, ?, ?)`,
      live.id,
      live.version,
      JSON.stringify(live),
      JSON.stringify(layout),
      note,
      authorId,
      at,
    )
    deleteDraft(core, live.id)
  })
  return live
}

function saveLive(core: Database, flow: FlowDefinition): void {
  core.run(
    `insert into flow (id, name, version, language, start, nodes, after_hang_up) values (?, ?, ?, ?, ?, ?, ?)
     on conflict (id) do update set name = excluded.name, version = excluded.version, language = excluded.language,
     start = excluded.start, nodes = excluded.nodes, after_hang_up = excluded.after_hang_up`,
    flow.id,
    flow.name,
    flow.version,
    flow.language,
    flow.start,
    JSON.stringify(flow.nodes),
    flow.afterHangUp ?? '',
  )
}

const VERSION = `select version, note, coalesce(user.name, '') as author, published_at as publishedAt
  from flow_version left join user on user.id = flow_version.author_id`

/** Newest first. */
export function flowVersions(core: Database, id: string): FlowVersion[] {
  return core.all<FlowVersion>(`${VERSION} where flow_id = ? order by version desc`, id)
}

export function flowVersion(core: Database, id: string, version: number): FlowVersionDetail | null {
  const row = core.get<FlowVersion & { definition: string; layout: string }>(
    `${VERSION.replace('select ', 'select definition, layout, ')} where flow_id = ? and version = ?`,
    id,
    version,
  )
  return (
    row && {
      ...row,
      definition: JSON.parse(row.definition) as FlowDefinition,
      layout: JSON.parse(row.layout) as FlowLayout,
    }
  )
}

type DraftRow = Omit<FlowDraft, 'definition' | 'layout'> & { definition: string; layout: string }

export function flowDraft(core: Database, id: string): FlowDraft | null {
  const row = core.get<DraftRow>(
    `select definition, layout, revision, coalesce(user.name, '') as author, flow_draft.updated_at as updatedAt
     from flow_draft left join user on user.id = flow_draft.author_id where flow_id = ?`,
    id,
  )
  return (
    row && {
      ...row,
      definition: JSON.parse(row.definition) as FlowDefinition,
      layout: JSON.parse(row.layout) as FlowLayout,
    }
  )
}

export type DraftSave = { flow: FlowDefinition; layout: FlowLayout; revision: number; authorId: string; at: Ms }

/** `revision` is the one that was worked on, 0 for a new draft; false: another has been saved since. */
export function saveDraft(core: Database, { flow, layout, revision, authorId, at }: DraftSave): boolean {
  const known = core.get<{ revision: number }>('select revision from flow_draft where flow_id = ?', flow.id)
  if ((known?.revision ?? 0) !== revision) return false
  core.run(
    `insert or replace into flow_draft (flow_id, revision, definition, layout, author_id, updated_at)
     values (?, ?, ?, ?, ?, ?)`,
    flow.id,
    revision + 1,
    JSON.stringify(flow),
    JSON.stringify(layout),
    authorId,
    at,
  )
  return true
}

export function deleteDraft(core: Database, id: string): void {
  core.run('delete from flow_draft where flow_id = ?', id)
}

/** With its versions, draft and tests. */
export function deleteFlow(core: Database, id: string): void {
  core.tx(() => {
    for (const table of ['flow_test', 'flow_draft', 'flow_version'])
      core.run(`delete from ${table} where flow_id = ?`, id)
    core.run('delete from flow where id = ?', id)
  })
}

/** Flows that have been drawn but never published. */
export function unpublishedDrafts(core: Database): FlowDefinition[] {
  return core
    .all<{ definition: string }>('select definition from flow_draft where flow_id not in (select id from flow)')
    .map(({ definition }) => JSON.parse(definition) as FlowDefinition)
}

export const draftedIds = (core: Database): Set<string> =>
  new Set(core.all<{ id: string }>('select flow_id as id from flow_draft').map(({ id }) => id))
