// The agent's open appointments: read at the start, again at each change that the server tells of, and reminded in time.
import { api } from '#lib/api/api.ts'
import { failureText } from '#lib/api/failure-text.svelte.ts'
import { Resource } from '#lib/api/resource.svelte.ts'
import { clock } from '#lib/clock/clock.svelte.ts'
import { live } from '#lib/live/live.svelte.ts'
import { session } from '#lib/session/session.svelte.ts'
import { toasts } from '#lib/ui/toasts.svelte.ts'
import type { Appointment, AppointmentBody, AppointmentStatus } from '#protocol/desk'
import { dueNow, nextOf } from './due.ts'

const laterMs = 600_000
/** What an appointment is made from: the customer or the call at hand. */
export type AppointmentStart = Pick<Appointment, 'customerId' | 'callId' | 'name'> & { id: string | null }

class Appointments {
  readonly open = new Resource<Appointment[]>((signal) => api.get('/appointments?status=open', signal))
  /** The form, when it is open: what it begins with. */
  form: (AppointmentStart & { at: number | null; note: string }) | null = $state.raw(null)
  busy = $state(false)
  error: string | null = $state(null)
  /** Reminders put off, by appointment: until when. */
  #later: Readonly<Record<string, number>> = $state.raw({})

  /** Until the returned function is called. */
  watch(): () => void {
    if (!session.may('appointment.keep')) return () => undefined
    void this.open.load()
    return live.listen((message) => {
      const changed = message.type === 'desk.changed' && message.what === 'appointments'
      if (changed || message.type === 'hello') void this.open.load()
    })
  }

  get due(): Appointment | null {
    return dueNow(this.open.value ?? [], this.#later, clock.now)
  }

  get next(): Appointment | null {
    return nextOf(this.open.value ?? [], clock.now)
  }

  remindLater({ id }: Appointment): void {
    this.#later = { ...this.#later, [id]: clock.now + laterMs }
  }

  begin(start: AppointmentStart, at: number | null = null, note = ''): void {
    this.error = null
    this.form = { ...start, at, note }
  }

  async save(body: AppointmentBody): Promise<boolean> {
    const id = this.form?.id ?? null
    this.busy = true
    this.error = null
    try {
      if (id === null) await api.post('/appointments', body)
      else await api.put(`/appointments/${id}`, body)
      this.form = null
      return true
    } catch (failure) {
      this.error = failureText(failure)
      return false
    } finally {
      this.busy = false
    }
  }

  async setStatus({ id }: Pick<Appointment, 'id'>, status: AppointmentStatus): Promise<void> {
    try {
      await api.put(`/appointments/${id}/status`, { status })
    } catch (failure) {
      toasts.fault(failureText(failure))
    }
  }
}

export const appointments = new Appointments()
