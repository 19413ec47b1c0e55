// Words of the calendar of public holidays and make-up workdays.
export const holidayWords = {
  title: ['节假日历', 'Holiday calendar'],
  choose: ['从左侧选一年', 'Choose a year on the left'],
  year: ['{year} 年', '{year}'],
  days: ['放假 {off} 天，调休上班 {work} 天', '{off} days off, {work} make-up workdays'],
  missing: ['尚未录入', 'Not entered'],
  missingHint: [
    '国务院公布后请录入；录入前这一年按平常的星期处理',
    'Enter it when the State Council has announced it. Until then this year has ordinary weeks',
  ],
  source: ['按国务院办公厅通知录入，可修改', 'As the State Council announces it. It can be changed'],
  name: ['名称', 'Name'],
  from: ['从', 'From'],
  to: ['到', 'To'],
  kind: ['类别', 'Kind'],
  off: ['放假', 'Day off'],
  work: ['调休上班', 'Make-up workday'],
  add: ['增加一段', 'Add a period'],
  follows: ['按节假日历', 'Go by the holiday calendar'],
  followsHint: [
    '放假日按节假日处理，调休日按所选星期的时段；上面单独列的日期优先',
    'A day off is a holiday, a make-up workday has the spans of the weekday chosen. The dates listed above win',
  ],
  workday: ['调休日的时段同', 'A make-up workday is like'],
  yearly: ['每年', 'Every year'],
  removeTitle: ['删除 {year} 年的节假日？', 'Delete the holidays of {year}?'],
  removeText: ['按节假日历的营业时间将按平常的星期处理。', 'Hours that go by the calendar then have ordinary weeks.'],
} as const
