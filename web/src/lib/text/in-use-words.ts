// What still names a thing that was to be deleted.
import type { NamedIn } from '#protocol/api-error'
import type { Sentence } from './sentence.ts'

export const inUse = {
  list: ['没有删除，还在使用：{uses}。先改掉它们', 'Not deleted. Still named in: {uses}. Change these first'],
  comma: ['，', ', '],
} as const
export const namedInKinds: Record<NamedIn['kind'], Sentence> = {
  flow: ['流程“{name}”', 'flow “{name}”'],
  queue: ['队列“{name}”', 'queue “{name}”'],
  rule: ['来电规则“{name}”', 'inbound rule “{name}”'],
  forced: ['强制处理', 'forced handling'],
  list: ['号码名单“{name}”', 'number list “{name}”'],
  forwarding: ['{name} 的呼入转移', 'forwarding of {name}'],
  number: ['号码 {name}', 'number {name}'],
}
