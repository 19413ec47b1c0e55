// The demo: a small call centre with two numbers, two queues, eight people without passwords, a trunk and four lines.
import type { DidConfig } from '#protocol/flow-config'
import type { Ms } from '#protocol/ids'
import type { LineConfig } from '#protocol/line-config'
import type { Language, Role } from '#protocol/reasons'
import { saveCustomer } from '../customer/customer-store.ts'
import { publishFlow } from '../flow/flow-store.ts'
import { menuFlow } from '../flow/menu-flow.ts'
import { saveHours } from '../hours/hours-store.ts'
import { findLine, saveLine } from '../line/line-store.ts'
import { saveDid } from '../number/did-store.ts'
import { saveQueue } from '../queue/queue-store.ts'
import type { Database } from '../store/database.ts'
import { newId } from '../store/stores.ts'
import { insertUser, type NewUser } from '../user/user-store.ts'
import { saveWallboard } from '../wallboard/wallboard-store.ts'
import { seedScripts } from './demo-scripts.ts'
import { alwaysOpen, defaultQueue } from './starter.ts'

const SERVICE_NUMBER = '4008008888'
const CARE_NUMBER = '4008009999'

export type DemoPerson = { userId: string; number: string; name: string; role: Role }

const WALL_TILES = [
  'waiting',
  'longest-wait',
  'service-level',
  'queues',
  'idle',
  'talking',
  'not-ready',
  'alarms',
] as const

type Words = {
  wall: string
  people: string[]
  hours: string
  service: string
  care: string
  trunk: string
  line: string
}
const WORDS: Record<Language, Words> = {
  'zh-CN': {
    people: ['王晓敏', '李文静', '张志远', '刘思琪', '陈浩然', '赵雨桐', '周建国', '林婉清', '孙雅婷'],
    hours: '全天',
    wall: '大厅大屏',
    service: '客户服务',
    care: '会员关怀',
    trunk: '演示中继',
    line: '模拟线路',
  },
  en: {
    people: [
      'Amy Wang',
      'Grace Li',
      'Daniel Zhang',
      'Sophie Liu',
      'Henry Chen',
      'Olivia Zhao',
      'James Zhou',
      'Nora Lin',
      'Emma Sun',
    ],
    hours: 'Round the clock',
    wall: 'Hall',
    service: 'Service',
    care: 'Member care',
    trunk: 'Demo trunk',
    line: 'Analogue line',
  },
}
const NUMBERS = ['8001', '8002', '8003', '8004', '8005', '8006', '8101', '8201', '8301']
const ROLES: Record<string, Role> = { '8101': 'supervisor', '8201': 'administrator', '8301': 'attendant' }
const CUSTOMERS = [
  ['孙丽华', '+8613912345678', '曹杨路社区服务中心', true],
  ['郑国强', '+8613700137000', '华信贸易有限公司', false],
  ['黄梅', '+862161234567', '', false],
  ['Peter Novak', '+420601234567', 'Novak s.r.o.', false],
] as const

/** Fills an empty core.db; null when it is not empty. */
export function seedDemo(core: Database, language: Language, now: Ms): DemoPerson[] | null {
  if (core.get('select 1 as one from user limit 1') !== null) return null
  return core.tx(() => {
    const people = NUMBERS.map((number, index) => person(core, language, number, index, now))
    const agents = people.filter(({ role }) => role === 'agent').map(({ userId }) => userId)
    seedCallPath(core, WORDS[language], language, agents, now)
    for (const line of demoLines(WORDS[language])) saveLine(core, line)
    seedCustomers(core, now)
    seedScripts(core, language)
    return people
  })
}

/** The demo trunk sends calls out to this peer. */
export function connectDemoTrunk(core: Database, peer: { host: string; port: number }): void {
  const line = findLine(core, 'demo-trunk')
  if (line?.kind === 'sip') saveLine(core, { ...line, ...peer, outbound: true })
}

/** Who has been seeded, for fresh links at every start of the demo. */
export function demoPeople(core: Database): DemoPerson[] {
  return core.all<DemoPerson>(
    'select id as userId, number, name, role from user where disabled = 0 and password is null order by number',
  )
}

function person(core: Database, language: Language, number: string, index: number, now: Ms): DemoPerson {
  const role = ROLES[number] ?? 'agent'
  const user: NewUser = { id: newId(), number, name: WORDS[language].people[index] ?? number, role, language }
  insertUser(core, user, now)
  return { userId: user.id, number, name: user.name, role }
}

function seedCallPath(core: Database, words: Words, language: Language, agents: string[], now: Ms): void {
  saveHours(core, alwaysOpen(words.hours))
  saveQueue(core, defaultQueue('service', words.service, agents))
  saveQueue(core, { ...defaultQueue('care', words.care, agents.slice(3)), priority: 60 })
  for (const id of ['service', 'care'] as const) {
    const flow = { id, name: words[id], language, queue: id, greeting: `greeting-${id}`, menu: `menu-${id}` }
    publishFlow(core, { flow: menuFlow(flow), layout: {}, note: '', authorId: null, at: now })
  }
  const dids: DidConfig[] = [
    { number: SERVICE_NUMBER, name: words.service, flow: 'service' },
    { number: CARE_NUMBER, name: words.care, flow: 'care' },
  ]
  for (const did of dids) saveDid(core, did)
  saveWallboard(core, { id: 'main', name: words.wall, tiles: [...WALL_TILES], queues: [] })
}

function demoLines(words: Words): LineConfig[] {
  const analogue = [
    { number: SERVICE_NUMBER, callerId: 'fsk' },
    { number: SERVICE_NUMBER, callerId: 'fsk' },
    { number: CARE_NUMBER, callerId: 'dtmf' },
    { number: CARE_NUMBER, callerId: 'none' },
  ] as const
  return [
    {
      id: 'demo-trunk',
      name: words.trunk,
      kind: 'sip',
      enabled: true,
      host: '127.0.0.1',
      port: 5080,
      transport: 'udp',
      largeOverTcp: false,
      proxy: '',
      authorities: '',
      sources: [],
      register: false,
      user: '',
      password: '',
      numbers: [SERVICE_NUMBER, CARE_NUMBER],
      outbound: false,
      maxCalls: 200,
      maxCallsPerSecond: 0,
      nat: false,
    },
    ...analogue.map(
      ({ number, callerId }, index): LineConfig => ({
        id: `analogue-${index + 1}`,
        name: `${words.line} ${index + 1}`,
        kind: 'simulator',
        enabled: true,
        number,
        // Calls out of a demo without a SIP peer reach the exchange's own subscribers.
        outbound: index === analogue.length - 1,
        callerId,
      }),
    ),
  ]
}

function seedCustomers(core: Database, now: Ms): void {
  for (const [name, number, company, vip] of CUSTOMERS) {
    saveCustomer(core, {
      id: newId(),
      name,
      number,
      company,
      note: '',
      vip,
      agentId: null,
      createdAt: now,
      updatedAt: now,
    })
  }
}
