// Words of wake-up calls: set, listed with their results.
import type { WakeUpRow } from '#protocol/wake-ups'
import type { Sentence } from './sentence.ts'

export const wakeUpWords = {
  title: ['定时叫醒', 'Wake-up calls'],
  one: ['叫醒', 'Wake-up call'],
  call: ['叫醒电话', 'Wake-up call'],
  set: ['设定叫醒', 'Set'],
  to: ['叫醒谁（工号、短号或号码）', 'Whom (agent number, short number or number)'],
  at: ['时间', 'Time'],
  repeat: ['重复', 'Repeated'],
  repeats: {
    once: ['一次', 'Once'],
    daily: ['每天', 'Every day'],
    weekdays: ['周一至周五', 'Monday to Friday'],
  } satisfies Record<WakeUpRow['repeat'], Sentence>,
  language: ['用哪种语言', 'Spoken to in'],
  languages: { 'zh-CN': ['中文', 'Chinese'], en: ['英语', 'English'] },
  confirm: ['要求按 1 确认', 'Key 1 confirms'],
  confirmHint: ['只对外线号码；座席应答即算', 'Of outside numbers only; at a seat, answering is enough'],
  tries: ['最多拨几次', 'Calls at most'],
  pause: ['隔几分钟再拨', 'Minutes from call to call'],
  done: ['已设定：{to}，{time}', 'Set: {to}, {time}'],
  twice: ['这个时间已有同一个叫醒', 'There is one for this time already'],
  past: ['时间已过，或在两周以后', 'The time is past, or more than two weeks away'],
  nobody: ['没有这个人', 'There is no such person'],
  empty: ['没有叫醒', 'No wake-up calls'],
  emptyHint: ['设定后到时自动呼叫，结果列在这里', 'Those set are called at their time, the results are listed here'],
  states: {
    set: ['已设定', 'Set'],
    due: ['即将呼叫', 'About to call'],
    calling: ['正在呼叫', 'Calling'],
    answered: ['已叫醒', 'Answered'],
    failed: ['未叫醒', 'Not answered'],
    late: ['错过时间', 'Too late'],
    cancelled: ['已取消', 'Cancelled'],
  } satisfies Record<WakeUpRow['state'], Sentence>,
  answeredAt: ['{time} 应答', 'Answered at {time}'],
  again: ['{time} 再拨', 'Called again at {time}'],
  tried: ['已拨 {tried}/{tries} 次', 'Called {tried} of {tries} times'],
  setBy: ['{name} 设定', 'Set by {name}'],
  cancel: ['取消叫醒', 'Cancel it'],
  cancelTitle: ['取消给 {to} 的叫醒？', 'Cancel the wake-up call for {to}?'],
  cancelText: [
    '以后的重复也不再呼叫，正在拨打的一通会挂断。',
    'Its repetitions are not called either, a call being made is hung up.',
  ],
} as const
