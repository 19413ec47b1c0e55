// Who is signed in to the page, and what that person may do.

import { ApiFailure, api, onSignedOut } from '#lib/api/api.ts'
import { live } from '#lib/live/live.svelte.ts'
import { softphone } from '#lib/softphone/softphone.svelte.ts'
import { type Locale, language } from '#lib/text/language.svelte.ts'
import type { Me } from '#protocol/web-messages'
import { goto } from '$app/navigation'

export type Right =
  | 'seat.use'
  | 'site.watch'
  | 'console.use'
  | 'console.people'
  | 'decision.read'
  | 'call.read'
  | 'call.export'
  | 'call.dial'
  | 'message.hear'
  | 'appointment.keep'
  | 'script.read'
  | 'script.write'
  | 'disposition.write'
  | 'chat.use'
  | 'customer.read'
  | 'customer.write'
  | 'user.write'
  | 'line.read'
  | 'line.write'
  | 'queue.read'
  | 'queue.write'
  | 'hours.read'
  | 'hours.write'
  | 'number.read'
  | 'number.write'
  | 'flow.read'
  | 'flow.write'
  | 'prompt.read'
  | 'prompt.write'
  | 'list.read'
  | 'list.add'
  | 'list.approve'
  | 'list.write'
  | 'callback.handle'
  | 'call.break-in'
  | 'status.read'
  | 'audit.read'
  | 'number.reveal'
  | 'recording.play'
  | 'recording.pause'
  | 'recording.settings'
  | 'site.settings'
  | 'call.listen'
  | 'call.whisper'
  | 'call.barge'
  | 'call.take-over'
  | 'call.force-hang-up'
  | 'agent.force'
  | 'agent.assign'
  | 'call.move'
  | 'notice.send'
  | 'alarm.acknowledge'
  | 'alarm.settings'
  | 'wall.show'
  | 'wall.write'

class Session {
  me: Me | null = $state(null)

  may(right: Right): boolean {
    return this.me?.rights.includes(right) ?? false
  }

  get mayUseSeat(): boolean {
    return this.me !== null && this.me.agentId !== null && this.may('seat.use')
  }

  get mayAdminister(): boolean {
    return (
      ['queue.read', 'user.write', 'line.write', 'queue.write', 'hours.write', 'prompt.write', 'audit.read'] as const
    ).some((right) => this.may(right))
  }

  /** The first page this person can open. */
  get home(): string {
    if (this.me?.role === 'supervisor') return '/live'
    if (this.me?.role === 'wallboard') return '/wall'
    if (this.me?.role === 'attendant') return '/console'
    if (this.mayUseSeat) return '/seat'
    if (this.me?.role === 'administrator') return '/admin'
    if (this.may('site.watch')) return '/live'
    if (this.mayAdminister) return '/admin'
    return '/calls'
  }

  /** True when a session is there; asks the server once. */
  async resume(): Promise<boolean> {
    if (this.me !== null) return true
    try {
      this.take(await api.get<Me>('/session'))
      return true
    } catch (failure) {
      if (failure instanceof ApiFailure && failure.status === 401) return false
      throw failure
    }
  }

  take(me: Me): void {
    this.me = me
    if (localStorage.getItem('trunkline.language') === null) language.set(me.language)
  }

  async setLanguage(locale: Locale): Promise<void> {
    language.set(locale)
    if (this.me !== null) await api.put('/session/language', { language: locale }).catch(() => undefined)
  }

  async end(): Promise<void> {
    await api.remove('/session').catch(() => undefined)
    await this.leave('/login')
  }

  async leave(path: string): Promise<void> {
    softphone.stop()
    live.stop()
    this.me = null
    await goto(path, { replace: true })
  }
}

export const session = new Session()

onSignedOut(() => {
  if (session.me === null) return
  const next = encodeURIComponent(location.pathname + location.search)
  void session.leave(`/login?next=${next}`)
})
