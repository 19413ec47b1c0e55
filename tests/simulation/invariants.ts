// What must hold whatever fails (reliability: invariants for simulation and chaos). Checked on the living server after
// each commit, and on the stored events at the end.
import { type LiveCall, partOf } from '../../server/call/call.ts'
import type { MachineName } from '../../server/machine/inputs.ts'
import type { LoggedInput } from '../../server/runner/event-log.ts'
import type { Site } from '../../server/site/site.ts'
import type { CallCentre } from './call-centre.ts'
import { wakeUpProblems } from './wake-up-acts.ts'

const MACHINES: MachineName[] = [
  'leg',
  'call',
  'queue-entry',
  'agent',
  'flow-run',
  'supervision',
  'callback',
  'wake-up',
]

/** All machines as text, in an order of their own. */
export function statesOf(site: Site): string {
  const states = MACHINES.map((name) => [...site.runner.all(name)].sort((a, b) => (a.id < b.id ? -1 : 1)))
  return JSON.stringify(states)
}

export function livingProblems(site: Site): string[] {
  const problems: string[] = []
  const holder = new Map<string, string>()
  const once = (agentId: string, what: string) => {
    const other = holder.get(agentId)
    if (other !== undefined) problems.push(`agent ${agentId} is in ${other} and ${what}`)
    holder.set(agentId, what)
  }
  for (const call of site.runner.all('call')) {
    if (call.state !== 'live') continue
    const part = partOf(call)
    const there = [...(part ? [part.agentId] : []), ...rungOrThere(call)]
    for (const agentId of there) {
      const { activity, onHold } = site.agent(agentId)
      if (onHold.includes(call.id)) continue
      once(agentId, call.id)
      if (!('callId' in activity) || activity.callId !== call.id)
        problems.push(`call ${call.id} has agent ${agentId}, who is ${activity.name}`)
    }
  }
  for (const entry of site.runner.all('queue-entry')) {
    if (entry.state !== 'offered') continue
    for (const { agentId, lease } of entry.offers) {
      once(agentId, entry.id)
      const { activity } = site.agent(agentId)
      if (activity.name !== 'ringing' || activity.lease !== lease)
        problems.push(`entry ${entry.id} rings ${agentId}, who is ${activity.name}`)
    }
  }
  problems.push(...onHoldProblems(site), ...callbackProblems(site), ...supervisionProblems(site, once))
  for (const agent of site.runner.all('agent'))
    if (agent.activity.name !== 'idle' && agent.activity.name !== 'wrap-up' && !holder.has(agent.id))
      problems.push(`agent ${agent.id} is ${agent.activity.name} in nothing`)
  return problems
}

/** Agents whom another has brought to the call, or who ring for it. */
function rungOrThere({ callee, guests }: LiveCall): string[] {
  const guest = guests.flatMap(({ party, state }) =>
    party.kind === 'agent' && state !== 'waiting' ? party.agentId : [],
  )
  return callee && callee.state !== 'waiting' ? [callee.agentId, ...guest] : guest
}

/** Every call on hold beside another knows its agent. */
function onHoldProblems(site: Site): string[] {
  const problems: string[] = []
  for (const agent of site.runner.all('agent'))
    for (const callId of agent.onHold) {
      const call = site.liveCall(callId)
      const isThere = call && (partOf(call)?.agentId === agent.id || rungOrThere(call).includes(agent.id))
      if (!isThere) problems.push(`agent ${agent.id} has ${callId} on hold, which knows nothing of it`)
    }
  return problems
}

/** A call-back that stands or is dialled, and the call that does it, know each other. */
function callbackProblems(site: Site): string[] {
  const problems: string[] = []
  for (const callback of site.runner.all('callback')) {
    if (callback.state !== 'standing' && callback.state !== 'dialing') continue
    const call = site.liveCall(callback.callId)
    if (call?.callback?.id !== callback.id) problems.push(`${callback.id} has no call ${callback.callId}`)
    else if ((call.callback.toDial !== null) !== (callback.state === 'standing'))
      problems.push(`${callback.id} is ${callback.state}, and its call is not`)
  }
  return problems
}

/** Supervision, call and seat tell the same of each other. */
function supervisionProblems(site: Site, once: (agentId: string, what: string) => void): string[] {
  const problems: string[] = []
  for (const supervision of site.runner.all('supervision')) {
    if (!('agentId' in supervision)) continue
    const { id, agentId, legId } = supervision
    once(agentId, `the supervision of ${id}`)
    if (site.agent(agentId).activity.name !== 'supervising') problems.push(`${agentId} supervises ${id}, and does not`)
    if (site.liveCall(id)?.supervisor?.legId !== legId) problems.push(`${id} is supervised without knowing it`)
  }
  for (const call of site.runner.all('call'))
    if (call.state === 'live' && call.supervisor && !site.runner.get('supervision', call.id))
      problems.push(`${call.id} has a supervisor who is not there`)
  return problems
}

/** At the end of the day, from what was stored. */
export function storedProblems(centre: CallCentre): string[] {
  const { batches } = centre.log
  const inputs = batches.flatMap((batch) => batch.inputs)
  return [
    ...recordProblems(centre),
    ...leaseProblems(inputs),
    ...wakeUpProblems(
      inputs,
      batches.flatMap((batch) => batch.wakeUps),
    ),
    ...recordingProblems(centre),
    ...leftOverProblems(centre),
  ]
}

function recordProblems(centre: CallCentre): string[] {
  const records = centre.log.batches.flatMap((batch) => batch.records)
  const began = new Set(
    centre.log.batches
      .flatMap((batch) => batch.inputs)
      .filter(
        (entry) =>
          entry.machine === 'call' &&
          ['offered', 'dialed', 'dialed-back', 'stands', 'dialed-agent', 'wake-up'].includes(entry.input.type),
      )
      .map((entry) => entry.machineId),
  )
  const problems: string[] = []
  const seen = new Set<string>()
  for (const record of records) {
    if (seen.has(record.id)) problems.push(`call ${record.id} has two records`)
    if (!began.has(record.id)) problems.push(`call ${record.id} has a record and never began`)
    seen.add(record.id)
    const { menuMs, waitMs, ringMs, talkMs, holdMs, startedAt, endedAt } = record
    const parts = [menuMs, waitMs, ringMs, talkMs, holdMs]
    if (parts.some((ms) => ms < 0)) problems.push(`call ${record.id} has a negative duration`)
    if (Math.abs(parts.reduce((sum, ms) => sum + ms, 0) - (endedAt - startedAt)) > 1000)
      problems.push(`call ${record.id}: its durations do not add up`)
  }
  for (const id of began) if (!seen.has(id)) problems.push(`call ${id} has no record`)
  return problems
}

/** Every accept is of an offer made to that agent, and no entry is accepted twice. */
function leaseProblems(inputs: LoggedInput[]): string[] {
  const problems: string[] = []
  const offers = new Set<string>()
  const accepted = new Set<string>()
  for (const { machine, machineId, input } of inputs) {
    if (machine !== 'queue-entry') continue
    if (input.type === 'offer') offers.add(`${machineId} ${input.agentId} ${input.lease}`)
    if (input.type !== 'accept') continue
    if (!offers.has(`${machineId} ${input.agentId} ${input.lease}`))
      problems.push(`${machineId} accepted without an offer`)
    if (accepted.has(machineId)) problems.push(`${machineId} accepted twice`)
    accepted.add(machineId)
  }
  return problems
}

function recordingProblems(centre: CallCentre): string[] {
  const finished = new Map<string, number>()
  for (const note of centre.log.batches.flatMap((batch) => batch.notes))
    if (note.type === 'recording.finished') finished.set(note.machineId, (finished.get(note.machineId) ?? 0) + 1)
  const rows = new Set(centre.log.batches.flatMap((batch) => batch.recordings.map((recording) => recording.id)))
  const problems: string[] = []
  for (const id of centre.recordingsBegun) {
    if (!rows.has(id)) problems.push(`recording ${id} has no row`)
    if (!finished.has(id)) problems.push(`recording ${id} never finished`)
  }
  for (const id of finished.keys())
    if (!centre.recordingsBegun.has(id)) problems.push(`recording ${id} finished unbegun`)
  return problems
}

function leftOverProblems(centre: CallCentre): string[] {
  const problems: string[] = []
  const { gateway, server } = centre
  if (gateway.legs.size > 0) problems.push(`legs left in the gateway: ${[...gateway.legs.keys()].join(' ')}`)
  if (gateway.recordings.size > 0) problems.push(`recordings left running: ${[...gateway.recordings.keys()].join(' ')}`)
  if (gateway.players.size > 0) problems.push(`players left running: ${[...gateway.players.keys()].join(' ')}`)
  if (!server) return [...problems, 'the server is not running']
  for (const name of MACHINES) {
    if (name === 'agent') continue
    for (const machine of server.site.runner.all(name)) problems.push(`${name} ${machine.id} is still ${machine.state}`)
  }
  const open = centre.log.openInputs().filter((entry) => entry.machine !== 'agent')
  if (open.length > 0) problems.push(`open in the log: ${[...new Set(open.map((entry) => entry.machineId))].join(' ')}`)
  return problems
}
