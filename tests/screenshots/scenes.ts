// The pictures, in the order in which the stage comes to them: one row each.
import { inState } from '../harness/browser.ts'
import type { Stage, Who } from './stage.ts'

export type Scene = {
  name: string
  who: Who
  /** Also at the width of a telephone. */
  phone: boolean
  set(stage: Stage): Promise<void>
}

const goes = (path: string) => async (stage: Stage, who: Who) => {
  const page = stage.pages[who]
  await page.goto(`${stage.trunkline.url}${path}`)
  await page.locator('h1').first().waitFor()
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
  // The seat's sound is back after the load.
  if (who === 'agent') await inState(page, 'idle')
}
/** A page that needs nothing but to be opened. */
const page = (name: string, who: Who, path: string, phone = false): Scene => ({
  name,
  who,
  phone,
  set: (stage) => goes(path)(stage, who),
})

export const SCENES: Scene[] = [
  page('seat-idle', 'agent', '/seat', true),
  page('my-calls', 'agent', '/mine/calls', true),
  page('my-appointments', 'agent', '/mine/appointments'),
  page('my-forwarding', 'agent', '/mine/forwarding', true),
  {
    name: 'seat-ringing',
    who: 'agent',
    phone: true,
    async set(stage) {
      await goes('/seat')(stage, 'agent')
      await stage.calls('13912345678')
      await stage.rings(stage.pages.agent)
    },
  },
  {
    name: 'seat-talking',
    who: 'agent',
    phone: true,
    async set(stage) {
      const { agent } = stage.pages
      await stage.answers(agent)
      await agent.getByTestId('note').fill(stage.words.first)
      await agent.getByTestId('recording-state').waitFor()
    },
  },
  {
    name: 'seat-transfer',
    who: 'agent',
    phone: true,
    async set(stage) {
      const { agent } = stage.pages
      await agent.getByTestId('people').click()
      await agent.getByTestId('person').first().waitFor()
    },
  },
  {
    name: 'seat-consult',
    who: 'agent',
    phone: true,
    async set(stage) {
      const { agent } = stage.pages
      const [colleague] = stage.others
      await agent.getByTestId('people-search').fill('8002')
      await agent.getByTestId('person-consult').click()
      await colleague?.getByTestId('answer').click()
      await agent.locator('[data-testid="guest"][data-state="up"]').waitFor()
    },
  },
  {
    name: 'console',
    who: 'attendant',
    phone: true,
    async set(stage) {
      await stage.pages.attendant.goto(`${stage.trunkline.url}/console`)
      await stage.pages.attendant.getByTestId('console-hit').first().waitFor()
      // The sound is back after the load.
      await inState(stage.pages.attendant, 'idle')
    },
  },
  {
    name: 'live',
    who: 'leader',
    phone: true,
    async set(stage) {
      await goes('/live')(stage, 'leader')
      await stage.calls('13800138021')
      await stage.calls('13800138022')
    },
  },
  {
    name: 'why',
    who: 'leader',
    phone: false,
    async set(stage) {
      const { leader } = stage.pages
      await leader.locator('label', { hasText: /(通话|Calls) \d/ }).click()
      await leader.locator('tbody tr', { hasText: '138 0013 8021' }).click()
      await leader.getByTestId('why').locator('li, tr, dd').first().waitFor()
    },
  },
  {
    name: 'wallboard',
    who: 'leader',
    phone: false,
    async set(stage) {
      const { leader } = stage.pages
      await leader.goto(`${stage.trunkline.url}/wall`)
      await leader.getByTestId('wall-choice').first().click()
      await leader.getByTestId('wall-figure').first().waitFor()
    },
  },
  {
    name: 'seat-wrap-up',
    who: 'agent',
    phone: true,
    async set(stage) {
      // The first lets the guest go, the second ends the call.
      await stage.pages.agent.keyboard.press('F4')
      await inState(stage.pages.agent, 'holding')
      await stage.hangsUp(stage.pages.agent)
    },
  },
  {
    name: 'seat-reconnecting',
    who: 'agent',
    phone: false,
    async set(stage) {
      const { agent } = stage.pages
      await agent.getByTestId('disposition').selectOption('solved')
      await agent.getByTestId('finish-wrap-up').click()
      await stage.answers(agent)
      // The sound stops and comes back when the gateway runs on.
      const gateway = stage.trunkline.pid('gateway')
      process.kill(gateway, 'SIGSTOP')
      await inState(agent, 'recovering', 30_000)
      process.kill(gateway, 'SIGCONT')
    },
  },
  page('admin-status', 'administrator', '/admin', true),
  page('admin-queue', 'administrator', '/admin/queues/service'),
  page('flow', 'administrator', '/admin/flows/service', true),
  {
    name: 'flow-editor',
    who: 'administrator',
    phone: false,
    async set(stage) {
      const { administrator } = stage.pages
      await administrator.goto(`${stage.trunkline.url}/admin/flows/service/edit`)
      await administrator.locator('.svelte-flow__node[data-id="menu"]').click()
      await administrator.getByTestId('editor-tabs').locator('label').first().click()
      await administrator.getByTestId('trial-add-keys').click()
      await administrator.getByTestId('trial-keys-1').fill('1')
      await administrator.getByTestId('trial-keys-1').press('Tab')
      await administrator.getByTestId('trial-run').click()
      await administrator.getByTestId('trial-end').waitFor()
    },
  },
  page('admin-scripts', 'administrator', '/admin/scripts/demo-1', true),
  {
    name: 'admin-number-list',
    who: 'administrator',
    phone: true,
    async set(stage) {
      const api = await stage.asAdministrator()
      const refuses = { direction: 'in', only: false, fourEyes: false, defaultDays: 90, answer: { kind: 'busy' } }
      const list = { id: 'nuisance', name: stage.words.list, kind: 'black', enabled: true, ...refuses }
      const entries = [
        { kind: 'number', first: '02161234567', last: '', note: '' },
        { kind: 'prefix', first: '0085212', last: '', note: '' },
        { kind: 'segment', first: '13800130000', last: '13800139999', note: stage.words.second },
      ]
      await api.post('/number-lists', list)
      for (const entry of entries.slice(1)) await api.post('/number-lists/nuisance/entries', entry)
      await api.post('/number-lists/nuisance/approve', { all: true })
      await api.post('/number-lists/nuisance/entries', entries[0])
      await goes('/admin/number-lists/nuisance')(stage, 'administrator')
    },
  },
  {
    name: 'admin-forwarding',
    who: 'administrator',
    phone: true,
    async set(stage) {
      const api = await stage.asAdministrator()
      const [person] = await api.json<{ agentId: string }[]>('/forwarding')
      const kinds = { always: null, busy: { kind: 'queue', queue: 'service' }, noAnswer: null }
      const away = { kind: 'number', number: '13900139000' }
      await api.put(`/forwarding/${person?.agentId}`, { on: true, ...kinds, away, afterMs: 20_000 })
      await goes(`/admin/forwarding/${person?.agentId}`)(stage, 'administrator')
    },
  },
  page('admin-line', 'administrator', '/admin/lines/demo-trunk', true),
  page('admin-guard', 'administrator', '/admin/outbound/_guard', true),
  {
    name: 'admin-inbound-trial',
    who: 'administrator',
    phone: true,
    async set(stage) {
      const { administrator } = stage.pages
      await goes('/admin/inbound/_trial')(stage, 'administrator')
      await administrator.getByTestId('trial-from').fill('13800131234')
      await administrator.getByTestId('trial-ask').click()
      await administrator.getByTestId('trial-answer').waitFor()
    },
  },
]
