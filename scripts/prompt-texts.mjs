// Writes prompts/prompts.json: what each built-in prompt says. Run by scripts/render-prompts.mjs.
const spoken = [
  ['greeting-service', '欢迎致电干线服务中心。', 'Thank you for calling the Trunkline service centre.'],
  ['greeting-care', '欢迎致电干线客户关怀中心。', 'Thank you for calling Trunkline customer care.'],
  ['menu-service', '服务咨询请按一，留言请按二。', 'For service, press 1. To leave a message, press 2.'],
  ['menu-care', '客户关怀请按一，留言请按二。', 'For customer care, press 1. To leave a message, press 2.'],
  ['wrong-key', '按键有误。', 'That key has no choice.'],
  ['no-key', '没有收到按键。', 'No key was pressed.'],
  ['goodbye', '感谢来电，再见。', 'Thank you for calling. Goodbye.'],
  ['closed', '现在是非工作时间。', 'The centre is closed now.'],
  [
    'leave-message',
    '请在提示音后留言，按井号键结束。',
    'Leave a message after the tone, and press the hash key to finish.',
  ],
  ['message-saved', '留言已保存。', 'The message is saved.'],
  ['queue-full', '目前排队人数较多，请留言。', 'Many callers are waiting now. Leave a message instead.'],
  ['queue-wait', '正在转接人工座席，请稍候。', 'Connecting an agent. Stay on the line.'],
  ['position', '前面的排队次序是第', 'Place in the queue: number'],
  ['position-after', '位，请稍候。', 'Stay on the line.'],
  [
    'queue-delay',
    '目前座席全忙，等待时间较长，请耐心等候。',
    'All agents are busy now, and the wait will be long. Stay on the line.',
  ],
  [
    'callback-asked',
    '好的，轮到您时我们会拨打您现在使用的号码。感谢来电，再见。',
    'When it is your turn, we will call the number you are calling from. Thank you for calling. Goodbye.',
  ],
  [
    'callback-not-possible',
    '无法识别您的号码，不能回拨，请继续等候。',
    'Your number cannot be called back. Stay on the line.',
  ],
  [
    'callback-hello',
    '您好，这里是干线服务中心。您曾要求我们回电，正在为您接通座席，请稍候。',
    'This is the Trunkline service centre. You asked for a call back. Stay on the line for an agent.',
  ],
  ['wake-up', '您好，这是您预约的叫醒电话。', 'This is your wake-up call.'],
  [
    'wake-up-confirm',
    '您好，这是您预约的叫醒电话。已经醒来请按一。',
    'This is your wake-up call. Press 1 to confirm that you are awake.',
  ],
  ['wake-up-confirmed', '已确认，再见。', 'Confirmed. Goodbye.'],
  ['wait-under-minute', '预计等待不到一分钟。', 'The expected wait is less than a minute.'],
  ['wait-up-to', '预计等待最多', 'The expected wait is up to'],
  ['wait-about', '预计等待大约', 'The expected wait is about'],
  ['wait-between', '预计等待', 'The expected wait is between'],
  ['wait-more-than', '预计等待超过', 'The expected wait is more than'],
  ['wait-and', '到', 'and'],
  ['wait-two', '两', '2'],
  ['wait-minute', '分钟。', 'minute.'],
  ['wait-minutes', '分钟。', 'minutes.'],
  ['agent-number', '工号', 'Agent'],
  ['agent-service', '为您服务。', 'at your service.'],
]
const DIGITS = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九']
/** One is said so in numbers that are read digit by digit. */
const SPELT = ['零', '幺', ...DIGITS.slice(2)]
const chinese = (n) => {
  const tens = Math.floor(n / 10)
  return `${tens === 0 ? '' : tens === 1 ? '十' : `${DIGITS[tens]}十`}${DIGITS[n % 10]}`
}
export const prompts = [
  ...spoken.map(([name, zh, en]) => ({ name, texts: { 'zh-CN': zh, en } })),
  ...Array.from({ length: 50 }, (_, i) => ({
    name: `number-${i + 1}`,
    texts: { 'zh-CN': chinese(i + 1), en: `${i + 1}` },
  })),
  ...SPELT.map((zh, digit) => ({ name: `digit-${digit}`, texts: { 'zh-CN': zh, en: `${digit}` } })),
  { name: 'beep', texts: { 'zh-CN': '（提示音）', en: '(tone)' } },
  { name: 'music', texts: { 'zh-CN': '（等待音乐）', en: '(music on hold)' } },
]
