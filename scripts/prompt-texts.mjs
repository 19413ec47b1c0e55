// Writes prompts/prompts.json: what each built-in prompt says. Run by scripts/render-prompts.mjs.
import { pieces } from './prompt-music.mjs'

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
  ['say-after-tone', '请在提示音后说话，按井号键结束。', 'Speak after the tone, and press the hash key to finish.'],
  ['you-said', '您说的是：', 'You said:'],
  ['keep-or-again', '保留请按一，重新录音请按二。', 'To keep it, press 1. To say it again, press 2.'],
  [
    'menu-self-service',
    '自助查询请按一，英语服务请按二，人工服务请按零。',
    'For what we know of your call, press 1. For Chinese, press 2. For an agent, press 0.',
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
  ['wait-minute', '分钟。', 'minute.'],
  ['wait-minutes', '分钟。', 'minutes.'],
  ['agent-number', '工号', 'Agent'],
  ['agent-service', '为您服务。', 'at your service.'],
]
/** Words of `server/say`; null: the language does not need it. */
const words = [
  ['say-two', '两', null],
  ['say-hundred', '百', 'hundred'],
  ['say-thousand', '千', 'thousand'],
  ['say-ten-thousand', '万', null],
  ['say-hundred-million', '亿', null],
  ['say-million', null, 'million'],
  ['say-billion', null, 'billion'],
  ['say-trillion', null, 'trillion'],
  ['say-and', null, 'and'],
  ['say-point', '点', 'point'],
  ['say-minus', '负', 'minus'],
  ['say-percent', '百分之', 'percent'],
  ['say-ordinal', '第', null],
  ['say-item', '个', 'item'],
  ['say-items', null, 'items'],
  ['say-person', '位', 'person'],
  ['say-people', null, 'people'],
  ['say-once', null, 'time'],
  ['say-times', '次', 'times'],
  ['say-yuan', '元', 'yuan'],
  ['say-jiao', '角', null],
  ['say-fen', '分', 'fen'],
  ['say-year', '年', null],
  ['say-day', '日', null],
  ['say-the', null, 'the'],
  ['say-of', null, 'of'],
  ['say-small-hours', '凌晨', null],
  ['say-morning', '上午', null],
  ['say-noon', '中午', null],
  ['say-afternoon', '下午', null],
  ['say-evening', '晚上', null],
  ['say-oclock', '点', null],
  ['say-sharp', '整', null],
  ['say-half', '半', null],
  ['say-oh', null, 'oh'],
  ['say-am', null, 'a.m.'],
  ['say-pm', null, 'p.m.'],
  ['say-second', null, 'second'],
  ['say-seconds', '秒', 'seconds'],
  ['say-minute', '分', 'minute'],
  ['say-minutes', '分钟', 'minutes'],
  ['say-hour', null, 'hour'],
  ['say-hours', '小时', 'hours'],
  ['ordinal-hundred', null, 'hundredth'],
  ['ordinal-thousand', null, 'thousandth'],
  ['ordinal-million', null, 'millionth'],
  ['ordinal-billion', null, 'billionth'],
  ['ordinal-trillion', null, 'trillionth'],
]
const DIGITS = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九']
/** One is said so in numbers that are read digit by digit. */
const SPELT = ['零', '幺', ...DIGITS.slice(2)]
const ENGLISH =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const TENS = '- - twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const ORDINALS =
  '- first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth'.split(
    ' ',
  )
const MONTHS = 'January February March April May June July August September October November December'.split(' ')
const WEEKDAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

const chinese = (n) => {
  const tens = Math.floor(n / 10)
  if (tens === 0) return DIGITS[n]
  return `${tens === 1 ? '' : DIGITS[tens]}十${n % 10 === 0 ? '' : DIGITS[n % 10]}`
}
const english = (n) => {
  if (n < 20) return ENGLISH[n]
  return `${TENS[Math.floor(n / 10)]}${n % 10 === 0 ? '' : `-${ENGLISH[n % 10]}`}`
}
/** Where the library shows it. */
function categoryOf(name) {
  if (name.startsWith('music')) return 'music'
  if (/^(number|digit|say|ordinal|month|weekday)-/.test(name)) return 'say'
  return /^(queue|position|wait|callback|agent)/.test(name) ? 'queue' : 'flow'
}
const entry = ([name, zh, en]) => ({
  name,
  category: categoryOf(name),
  texts: { ...(zh ? { 'zh-CN': zh } : {}), ...(en ? { en } : {}) },
})

export const prompts = [
  ...spoken.map(entry),
  ...Array.from({ length: 100 }, (_, n) => entry([`number-${n}`, chinese(n), english(n)])),
  ...SPELT.map((zh, digit) => entry([`digit-${digit}`, zh, ENGLISH[digit]])),
  ...words.map(entry),
  ...ORDINALS.slice(1).map((en, i) => entry([`ordinal-${i + 1}`, null, en])),
  ...TENS.slice(2).map((en, i) => entry([`ordinal-${(i + 2) * 10}`, null, en.replace('y', 'ieth')])),
  ...MONTHS.map((en, i) => entry([`month-${i + 1}`, `${chinese(i + 1)}月`, en])),
  ...WEEKDAYS.map((en, i) => entry([`weekday-${i}`, `星期${['日', ...DIGITS.slice(1)][i]}`, en])),
  entry(['beep', '（提示音）', '(tone)']),
  entry(['music', '（等待音乐）', '(music on hold)']),
  ...pieces.map(({ name, texts }) => entry([name, ...texts])),
]
