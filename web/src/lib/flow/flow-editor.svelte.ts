// A flow being drawn: its history, what is selected, what is wrong with it, and its draft on the server.
import { api } from '#lib/api/api.ts'
import type { FlowDetail, FlowLayout, FlowProblem } from '#protocol/flow-api'
import type { FlowDefinition, FlowNode, FlowNodeKind } from '#protocol/flow-config'
import { arranged, completed } from './arrange.ts'
import { DraftKeeper } from './draft-keeper.svelte.ts'
import {
  added,
  changed,
  type Drawing,
  freeId,
  led,
  moved,
  type Place,
  pasted,
  removed,
  renamed,
  type Way,
} from './drawing.ts'
import { EditLease } from './edit-lease.svelte.ts'
import { exitsOf } from './flow-exits.ts'
import type { FlowWorld } from './flow-world.svelte.ts'
import { type History, historyOf, record, redo, undo } from './history.ts'
import { type Lit, UNLIT } from './lit-path.ts'
import { newNode } from './new-node.ts'
import { placeFor, withRoom } from './placing.ts'

const CHECK_PAUSE_MS = 400

/** What is asked for in the list of kinds: a node, led to from a way out where one is given. */
type Picking = { from: Way | null }

export class FlowEditor {
  readonly keeper: DraftKeeper
  /** Null where nothing may be changed. */
  readonly lease: EditLease | null
  detail: FlowDetail = $state.raw() as FlowDetail
  problems: readonly FlowProblem[] = $state.raw([])
  selected: readonly string[] = $state.raw([])
  /** 'node port' */
  selectedWays: readonly string[] = $state.raw([])
  lit: Lit = $state.raw(UNLIT)
  picking: Picking | null = $state.raw(null)
  /** Counted up: the drawing shows the whole of itself, or this node. */
  fitWanted = $state(0)
  shown: { id: string; turn: number } | null = $state.raw(null)
  /** Where the middle of what is seen is, as the drawing counts. */
  middle: Place = { x: 0, y: 0 }
  #history: History<Drawing> = $state.raw() as History<Drawing>
  #copied: { nodes: readonly FlowNode[]; layout: FlowLayout } | null = $state.raw(null)
  #checkTimer: ReturnType<typeof setTimeout> | undefined
  readonly #world: FlowWorld

  constructor(detail: FlowDetail, definition: FlowDefinition, world: FlowWorld, mayWrite: boolean) {
    const layout = completed(definition, detail.draft?.layout ?? detail.layout)
    this.detail = detail
    this.lease = mayWrite ? new EditLease(detail.id, () => this.#follow()) : null
    this.#world = world
    this.#history = historyOf({ flow: definition, layout })
    this.keeper = new DraftKeeper(detail.id, detail.draft?.revision ?? 0)
  }

  /** Of a page that draws, or looks for what is wrong; `stop` ends it. */
  start(): void {
    this.lease?.start()
    void this.#check()
  }

  /** Not while another draws it. */
  get mayWrite(): boolean {
    return this.lease !== null && this.lease.held?.mine !== false
  }

  get drawing(): Drawing {
    return this.#history.present
  }

  get flow(): FlowDefinition {
    return this.#history.present.flow
  }

  /** The one node that is selected. */
  get node(): FlowNode | null {
    const [id, second] = this.selected
    return second === undefined ? (this.flow.nodes.find((node) => node.id === id) ?? null) : null
  }

  get canUndo(): boolean {
    return this.#history.past.length > 0
  }

  get canRedo(): boolean {
    return this.#history.future.length > 0
  }

  get canPaste(): boolean {
    return this.#copied !== null
  }

  undo(): void {
    this.#turnTo(undo(this.#history))
  }

  redo(): void {
    this.#turnTo(redo(this.#history))
  }

  /** `at`: where its top left corner is; else beside where it is led to from, or in the middle. */
  add(kind: FlowNodeKind, { from = null, at }: { from?: Way | null; at?: Place } = {}): void {
    const id = freeId(this.flow.nodes, kind)
    const node = newNode(kind, id, this.#world.firsts(this.flow.id))
    const place = at ?? placeFor(this.drawing, from, this.middle)
    this.#change(added(withRoom(this.drawing, from, place), node, place, from))
    this.show(id)
  }

  lead(way: Way, to: string): void {
    this.#change(led(this.drawing, way, to))
  }

  /** Changes of the same fields of a node running are taken back as one. */
  update(node: FlowNode): void {
    const was = this.flow.nodes.find(({ id }) => id === node.id)
    if (!was) return
    const before = new Map<string, unknown>(Object.entries(was))
    const fields = Object.entries(node).flatMap(([name, value]) => (before.get(name) === value ? [] : [name]))
    this.#change(
      changed(this.drawing, node.id, () => node),
      `${node.id} ${fields.join()}`,
    )
  }

  setFlow(more: Partial<Pick<FlowDefinition, 'name' | 'language' | 'start' | 'afterHangUp'>>): void {
    this.#change({ ...this.drawing, flow: { ...this.flow, ...more } }, `flow ${Object.keys(more).join()}`)
  }

  withoutAfterHangUp(): void {
    const { afterHangUp: _gone, ...flow } = this.flow
    this.#change({ ...this.drawing, flow })
  }

  /** False when the name cannot be. */
  rename(id: string, name: string): boolean {
    const next = renamed(this.drawing, id, name)
    if (!next) return false
    this.#change(next)
    this.selected = [name]
    return true
  }

  move(places: FlowLayout): void {
    this.#change(moved(this.drawing, places))
  }

  nudge(x: number, y: number): void {
    const { layout } = this.drawing
    const places = this.selected.flatMap((id) => {
      const place = layout[id]
      return place ? [[id, { x: place.x + x, y: place.y + y }] as const] : []
    })
    this.#change(moved(this.drawing, Object.fromEntries(places)), `nudge ${this.selected.join()}`)
  }

  /** The nodes that are selected, else the ways; true when there was something. */
  removeSelected(): boolean {
    if (this.selected.length === 0 && this.selectedWays.length === 0) return false
    if (this.selected.length > 0) this.#change(removed(this.drawing, this.selected))
    else this.#change(this.selectedWays.reduce((next, way) => led(next, wayOf(way), ''), this.drawing))
    this.selected = []
    this.selectedWays = []
    return true
  }

  copy(): void {
    const nodes = this.flow.nodes.filter(({ id }) => this.selected.includes(id))
    if (nodes.length > 0) this.#copied = { nodes, layout: this.drawing.layout }
  }

  paste(): void {
    if (!this.#copied) return
    const [next, ids] = pasted(this.drawing, this.#copied.nodes, this.#copied.layout)
    this.#change(next)
    this.selected = ids
  }

  arrange(): void {
    this.#change({ ...this.drawing, layout: arranged(this.flow) })
    this.fitWanted += 1
  }

  show(id: string): void {
    this.selected = [id]
    this.selectedWays = []
    this.shown = { id, turn: (this.shown?.turn ?? 0) + 1 }
  }

  /** The list of kinds for a node behind the selected one: at its first way that leads nowhere. */
  pick(from: Way | null = null): void {
    const { node } = this
    const exits = node ? exitsOf(node) : []
    const exit = exits.find(({ to }) => to === '') ?? exits[0]
    this.picking = { from: from ?? (node && exit ? { node: node.id, port: exit.port } : null) }
  }

  /** As another has saved it, or as it is on the server now; what is drawn here can be had back by undo. */
  take(definition: FlowDefinition, layout: FlowLayout, revision: number): void {
    this.keeper.settle(revision)
    this.#history = record(this.#history, { flow: definition, layout: completed(definition, layout) })
    this.selected = []
    void this.#check()
  }

  /** The draft has gone live: there is none until something is drawn. */
  async published(): Promise<void> {
    await this.reload()
    this.keeper.revision = this.detail.draft?.revision ?? 0
  }

  async reload(): Promise<void> {
    this.detail = await api.get<FlowDetail>(`/flows/${this.flow.id}`)
  }

  stop(): void {
    clearTimeout(this.#checkTimer)
    this.keeper.stop()
    this.lease?.stop()
  }

  /** What another who draws has saved is drawn here too. */
  async #follow(): Promise<void> {
    await this.reload()
    const { draft, live, layout } = this.detail
    const definition = draft?.definition ?? live
    const revision = draft?.revision ?? 0
    if (definition && revision !== this.keeper.revision) this.take(definition, draft?.layout ?? layout, revision)
  }

  #turnTo(history: History<Drawing> | null): void {
    if (!history) return
    this.#history = history
    this.selected = this.selected.filter((id) => this.flow.nodes.some((node) => node.id === id))
    this.#drawn()
  }

  #change(next: Drawing, group: string | null = null): void {
    if (!this.mayWrite) return
    this.#history = record(this.#history, next, group)
    this.#drawn()
  }

  #drawn(): void {
    this.lit = UNLIT
    this.keeper.want(this.drawing)
    clearTimeout(this.#checkTimer)
    this.#checkTimer = setTimeout(() => void this.#check(), CHECK_PAUSE_MS)
  }

  async #check(): Promise<void> {
    const { flow } = this
    try {
      const problems = await api.post<FlowProblem[]>('/flow-check', flow)
      if (flow === this.flow) this.problems = problems
    } catch {
      // A field that the server does not take: the draft's state says so.
    }
  }
}

const wayOf = (text: string): Way => {
  const [node = '', port = ''] = text.split(' ')
  return { node, port }
}

/** Of what is drawn: the draft where there is one. */
export function editorOf(detail: FlowDetail, world: FlowWorld, mayWrite: boolean): FlowEditor {
  const definition = detail.draft?.definition ?? detail.live
  if (!definition) throw new Error('a flow is live, or has a draft')
  return new FlowEditor(detail, definition, world, mayWrite)
}
