// Events of a call's timeline as sentences, by `machine.input`. Machines that are not here (legs, queue entries, menus)
// say the same from nearer by; the page shows them on request as they are.
import type { Sentence } from './sentence.ts'

export const eventSentences: Readonly<Record<string, Sentence>> = {
  'call.offered': ['来电进入，被叫 {did}', 'Call in, called {did}'],
  'call.offered.diverted': ['来电进入，被叫 {did}，由 {diverted} 转来', 'Call in, called {did}, sent on by {diverted}'],
  'call.offered.withheld': [
    '来电进入，被叫 {did}，主叫不显示号码',
    'Call in, called {did}, the caller withholds the number',
  ],
  'call.offered.both': [
    '来电进入，被叫 {did}，由 {diverted} 转来，主叫不显示号码',
    'Call in, called {did}, sent on by {diverted}, the caller withholds the number',
  ],
  'call.dialed': ['外呼 {to}', 'Dialed {to}'],
  'call.leg.progressed': ['对方振铃', 'Ringing at the far end'],
  'call.leg.answered': ['一方接通', 'A party answered'],
  'call.leg.ended': ['一方结束：{cause}', 'A party ended: {cause}'],
  'call.leg.digit': ['按键 {digit}', 'Key {digit}'],
  'call.leg.transfer-requested': ['对方要求转到 {target}', 'The far end asks to go to {target}'],
  'call.leg.transferred': [
    '外线转接未完成：{cause}，客户仍在线',
    'Transfer not completed: {cause}. The customer stayed',
  ],
  'call.leg.transferred.ok': ['对方线路已接走通话', 'The far end has taken the call over'],
  'call.transfer': ['请对方线路转到 {to}', 'Asked the far end to go to {to}'],
  'call.flow.went': ['流程到 {step}', 'Menu at {step}'],
  'call.flow.queue': ['进入队列 {queue}', 'Entered queue {queue}'],
  'call.flow.message': ['开始留言', 'Message started'],
  'call.flow.ended': ['流程结束', 'Menu ended'],
  'call.queue.offered': ['分给 {agent}', 'Offered to {agent}'],
  'call.queue.offer-ended': ['{agent} 未接：{why}', '{agent} did not take it: {why}'],
  'call.queue.accepted': ['{agent} 接听', '{agent} answered'],
  'call.queue.left': ['离开队列：{why}', 'Left the queue: {why}'],
  'queue-entry.to-head': ['班长提到队首', 'A supervisor put it at the head of the queue'],
  'call.hang-up': ['座席挂断', 'The agent hung up'],
  'call.hold': ['保持', 'On hold'],
  'call.resume': ['取回', 'Resumed'],
  'call.record': ['录音：{why}', 'Recording: {why}'],
  'call.take-over': ['班长接管', 'The supervisor took over'],
  'call.force-hang-up': ['{agent} 强拆', '{agent} ended the call by force'],
  'supervision.begin': ['{agent} 介入：{why}', '{agent} stepped in: {why}'],
  'supervision.mode': ['班长改为{why}', 'The supervisor changed to: {why}'],
  'supervision.leave': ['班长退出', 'The supervisor left'],
  'call.mute': ['静音变化', 'Mute changed'],
  'call.digits': ['送号 {digits}', 'Sent digits {digits}'],
  'call.seat.away': ['座席断连，客户听到等待音', 'Seat away, the customer hears a tone'],
  'call.seat.back': ['座席声音恢复', 'The seat’s sound came back'],
  'call.seat.given-up': ['座席未恢复，通话回到队列', 'The seat did not come back, the call went back to its queue'],
  'call.gateway.reconciled': ['网关重连后对账', 'Checked against the gateway after a reconnect'],
  'call.timer': ['到时', 'Time ran out'],
  'media.leg.answered-by': ['判断：{who}接听', 'It sounds like {who} answered'],
  'media.leg.fax-detected': ['检测到传真机', 'A fax machine was heard'],
  'recording.recording.started': ['开始录音', 'Recording started'],
  'recording.recording.finished': ['录音完成', 'Recording finished'],
  'recording.recording.failed': ['录音中断：{detail}', 'Recording broken off: {detail}'],
}

export const eventWhys: Readonly<Record<string, Sentence>> = {
  'no-answer': ['未应答', 'no answer'],
  declined: ['拒接', 'declined'],
  'seat-lost': ['座席断连', 'seat away'],
  withdrawn: ['来电已撤回', 'withdrawn'],
  full: ['队列已满', 'queue full'],
  timeout: ['等待超时', 'waited too long'],
  nobody: ['无人签入', 'nobody signed in'],
  'on-break': ['全部置忙', 'everybody not ready'],
  key: ['来电者按键', 'the caller pressed a key'],
  moved: ['班长转队列', 'a supervisor moved it'],
  keep: ['继续', 'resumed'],
  pause: ['暂停', 'paused'],
  listen: ['监听', 'listening'],
  whisper: ['密语', 'whispering'],
  barge: ['强插', 'barging'],
  'take-over': ['接管', 'taking over'],
  mask: ['遮蔽', 'masked'],
}

export const answeredBySentences: Readonly<Record<string, Sentence>> = {
  human: ['真人', 'a person'],
  machine: ['录音或答录机', 'a machine'],
  unknown: ['无法判断是谁', 'nobody knows who'],
}

/** What came of a node of the flow: the part behind its name in a step such as hours:open. */
export const stepResults: Readonly<Record<string, Sentence>> = {
  open: ['{node}：营业时间内', '{node}: open'],
  closed: ['{node}：非营业时间', '{node}: closed'],
  silent: ['{node}：没有按键', '{node}: no key'],
  wrong: ['{node}：按键无对应选项', '{node}: a key without a choice'],
}
