// Words of the list of VIP customers.
export const priorityWords = {
  title: ['VIP 客户', 'VIP customers'],
  add: ['添加 VIP', 'Add a VIP'],
  edit: ['修改', 'Change'],
  number: ['号码', 'Number'],
  name: ['姓名', 'Name'],
  nameHint: ['新客户用；不填则用号码', 'Of a customer who is new; left empty: the number'],
  note: ['原因', 'Why'],
  until: ['到期', 'Until'],
  untilHint: ['不填则一直有效', 'Left empty: for good'],
  forGood: ['一直有效', 'For good'],
  untilDay: ['到 {time}', 'Until {time}'],
  saved: ['已保存，下一通来电起生效', 'Saved. It counts from the next call'],
  remove: ['不再是 VIP', 'Take VIP off'],
  removeTitle: ['不再把 {name} 作为 VIP？', 'Take VIP off {name}?'],
  removeText: ['客户资料保留，来电不再优先。', 'The customer stays, and is not served before others any more.'],
  empty: ['还没有 VIP 客户', 'No VIP customers yet'],
  emptyHint: [
    '队列设置里决定 VIP 加多少优先级；按号码段优先用号码名单的红名单',
    'How much VIPs gain is set with each queue. For whole segments of numbers make a red list under Number lists',
  ],
} as const
