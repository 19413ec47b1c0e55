// Words of voice flows: what nodes are called, their ways out, what is wrong with a drawing.
import type { FlowNodeKind } from '#protocol/flow-config'
import type { Sentence } from './sentence.ts'

export const flowWords = {
  version: ['第 {version} 版', 'Version {version}'],
  nodes: ['{count} 个节点', '{count} nodes'],
  start: ['开始', 'Start'],
  seen: ['见上方 {node}', 'see {node} above'],
  afterHangUp: ['挂断之后', 'After hanging up'],
  ends: ['结束', 'Ends'],
  empty: ['还没有语音流程', 'No flows yet'],
  choose: ['从左侧选一个流程', 'Choose a flow on the left'],
  missing: ['节点 {node} 不存在', 'Node {node} does not exist'],
  menuFacts: ['等待按键 {seconds} 秒，最多 {tries} 次', 'waits {seconds} s for a key, {tries} tries'],
  messageFacts: ['最长 {seconds} 秒', 'up to {seconds} s'],
} as const

export const flowKinds: Record<FlowNodeKind, Sentence> = {
  hours: ['营业时间', 'Opening hours'],
  play: ['播放', 'Play'],
  say: ['报读数值', 'Say a value'],
  language: ['选择语言', 'Language'],
  menu: ['按键菜单', 'Menu'],
  collect: ['收集按键', 'Collect digits'],
  set: ['设置变量', 'Set variable'],
  compare: ['比较分支', 'Compare'],
  loop: ['循环', 'Loop'],
  'sub-flow': ['子流程', 'Sub-flow'],
  split: ['按比例分流', 'Percent split'],
  queue: ['进入队列', 'Queue'],
  'queue-status': ['查询队列', 'Queue status'],
  ring: ['振铃座席或外线', 'Ring a seat or number'],
  message: ['语音留言', 'Voicemail'],
  callback: ['预约回呼', 'Call-back'],
  survey: ['满意度评价', 'Survey'],
  customer: ['查询客户', 'Look up customer'],
  'customer-note': ['记录客户备注', 'Note on customer'],
  listed: ['是否在名单', 'In a number list?'],
  http: ['外部接口', 'HTTP call'],
  end: ['结束流程', 'End'],
  'hang-up': ['挂断', 'Hang up'],
  record: ['录下来电者的话', 'Record the caller'],
}

/** By the name of the way out; a key, case or share has its own after a colon. */
export const flowPorts: Record<string, Sentence> = {
  open: ['营业', 'open'],
  closed: ['下班', 'closed'],
  holiday: ['节假日', 'holiday'],
  next: ['然后', 'then'],
  key: ['按 {value}', 'key {value}'],
  case: ['条件 {value}', 'case {value}'],
  share: ['份额 {value}', 'share {value}'],
  otherwise: ['其他', 'otherwise'],
  failed: ['未成功', 'failed'],
  silent: ['无按键', 'no key'],
  nothing: ['没有说话', 'nothing said'],
  full: ['队列已满', 'queue full'],
  timeout: ['等待超时', 'waited too long'],
  after: ['座席挂断后', 'after the agent'],
  busy: ['忙', 'busy'],
  'no-answer': ['无人应答', 'no answer'],
  body: ['循环体', 'each round'],
  done: ['循环结束', 'rounds over'],
  found: ['找到', 'found'],
  unknown: ['未找到', 'unknown'],
  yes: ['在名单中', 'listed'],
  no: ['不在名单中', 'not listed'],
}

/** 'key:1' → 'key 1'. */
export function portSentence(port: string): { sentence: Sentence; value: string } {
  const [name = '', value = ''] = port.split(':')
  return { sentence: flowPorts[name] ?? [port, port], value }
}
