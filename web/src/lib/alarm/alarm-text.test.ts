import { expect, it } from 'vitest'
import { alarmText } from './alarm-text.ts'

const names: Record<string, string> = { 'queue service': '售后', 'agent a1': 'Amy', 'line trunk': 'Main trunk' }
const say = (code: Parameters<typeof alarmText>[0]['code'], more: Partial<Parameters<typeof alarmText>[0]>) =>
  alarmText(
    { code, subject: 's', detail: '', queueId: null, agentId: null, value: null, limit: null, ...more },
    (kind, id) => names[`${kind} ${id}`],
    more.queueId === 'service' && more.agentId === undefined ? 'zh-CN' : 'en',
  )

it.each([
  ['waiting-many', { queueId: 'service', value: 7, limit: 5 }, '售后 排队 7 人，超过 5'],
  ['waiting-long', { queueId: 'service', value: 121_000, limit: 120_000 }, '售后 有人等了 2:01，超过 2:00'],
  ['level-low', { queueId: 'service', value: 0.714, limit: 0.8 }, '售后 今日服务水平 71.4%，低于 80.0%'],
  ['call-long', { queueId: 'service', agentId: 'a1', value: 1, limit: 1_800_000 }, 'A talk of Amy is over 30:00'],
  ['break-long', { agentId: 'gone', value: 1, limit: 60_000 }, 'gone has been not ready over 1:00'],
  ['sound-poor', { agentId: 'a1', value: 2.46, limit: 3 }, 'The sound of a call of Amy is 2.5, under 3.0'],
  ['line-down', { subject: 'trunk' }, 'Line Main trunk is down'],
  ['toll-cap', { subject: 'site', limit: 20 }, 'Whole site: 20 calls abroad or to special numbers within an hour'],
  ['toll-money', { subject: 'Amy', limit: 500, detail: 'CNY' }, 'Calls out of Amy have cost 500 CNY'],
  ['disk-low', { subject: '/data' }, 'The disk of /data is nearly full'],
] as const)('%s says names, values and limits', (code, more, text) => expect(say(code, more)).toBe(text))
