// Words of call-backs: their page and a queue's settings for them.
import type { CallbackRow } from '#protocol/api'
import type { Sentence } from './sentence.ts'

export const callbackWords = {
  title: ['回拨', 'Call-backs'],
  ask: ['登记回拨', 'Ask for one'],
  number: ['号码', 'Number'],
  queue: ['队列', 'Queue'],
  when: ['希望的时间', 'Time wished'],
  whenHint: ['不填则轮到时回拨', 'Left empty: when its turn comes'],
  language: ['用哪种语言', 'Spoken to in'],
  languages: { 'zh-CN': ['中文', 'Chinese'], en: ['英语', 'English'] },
  asked: ['已登记回拨', 'The call-back is on the list'],
  twice: ['这个号码已登记，还没有回拨', 'This number is on the list already'],
  off: ['这个队列不回拨', 'This queue does not call back'],
  empty: ['没有回拨', 'No call-backs'],
  emptyHint: ['等待中的来电者按键，或在此登记，都会列在这里', 'Callers ask by a key while they wait, or you ask here'],
  noQueue: ['还没有队列开启回拨', 'No queue calls back yet'],
  states: {
    asked: ['未到时间', 'Later'],
    due: ['等轮到', 'Waits its turn'],
    dialing: ['正在回拨', 'Calling'],
    done: ['已接通', 'Connected'],
    failed: ['未接通', 'Not reached'],
    cancelled: ['已取消', 'Cancelled'],
  } satisfies Record<CallbackRow['state'], Sentence>,
  since: ['{time} 起排队', 'Waits since {time}'],
  wished: ['希望 {time}', 'Wished at {time}'],
  next: ['{time} 再拨', 'Called again at {time}'],
  tries: ['已拨 {tried}/{tries} 次', 'Called {tried} of {tries} times'],
  byKey: ['来电者按键', 'By key'],
  call: ['看通话', 'See the call'],
  cancel: ['取消回拨', 'Take it off the list'],
  cancelTitle: ['取消给 {number} 的回拨？', 'Take the call-back to {number} off the list?'],
  cancelText: ['正在拨打的一通会挂断。', 'A call that is being made for it is hung up.'],
  settings: {
    on: ['回拨', 'Call back'],
    hint: [
      '客户不必等待：轮到时系统拨给他，位次保留',
      'Customers need not wait: the system calls them in their turn, the place is kept',
    ],
    tries: ['最多拨几次', 'Calls at most'],
    pause: ['隔多久再拨（秒）', 'From call to call (s)'],
    prompt: ['接通后先说（说明是谁来电）', 'Said first (who calls)'],
    key: ['登记回拨，位次保留', 'Call back, the place is kept'],
  },
} as const
