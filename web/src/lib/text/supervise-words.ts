// Words of supervising: the switch on the live page and in the call bar, the mark at the agent's seat.
export const superviseWords = {
  keys: {
    title: ['监控页按键', 'Keys of the live page'],
    move: ['在座席格和行之间移动', 'Move over cells and rows'],
    open: ['打开详情', 'Open the details'],
    close: ['关闭详情', 'Close the details'],
    why: ['依据', 'Why'],
    modes: ['监听中改为监听、密语、强插、接管', 'While at a call: listen, whisper, barge, take over'],
  },
  noCall: ['这位座席现在没有通话', 'This agent is in no call now'],
  title: ['班长介入', 'Step in'],
  listen: ['监听', 'Listen'],
  whisper: ['密语', 'Whisper'],
  barge: ['强插', 'Barge'],
  takeOver: ['接管', 'Take over'],
  leave: ['退出', 'Leave'],
  hangUp: ['强拆', 'Force hang-up'],
  hears: {
    listen: ['双方都听不到你', 'Neither of them hears you'],
    whisper: ['只有座席听到你，客户听不到', 'Only the agent hears you, the customer does not'],
    barge: ['座席和客户都听到你', 'The agent and the customer hear you'],
  },
  at: ['{agent} ↔ {who}', '{agent} ↔ {who}'],
  told: {
    listen: ['{name} 正在监听', '{name} is listening'],
    whisper: ['{name} 密语中，客户听不到', '{name} whispers, the customer does not hear it'],
    barge: ['{name} 已强插', '{name} has joined'],
  },
  takenOver: ['已接管，客户在你这里', 'Taken over. The customer is with you'],
  hungUp: ['已强拆', 'The call has been ended'],
  confirmTitle: ['强拆 {agent} 的通话？', 'Force hang-up of {agent}’s call?'],
  confirmText: [
    '客户和座席的通话立即结束，录音保留。操作记入审计日志。',
    'The call of customer and agent ends at once, its recording is kept. The audit log says who did it.',
  ],
  why: {
    signIn: ['先签入座席，声音连接后可用', 'Sign in at the seat first, it works when your sound is up'],
    busy: ['你正在通话，结束后可用', 'You are in a call. It works when that has ended'],
    elsewhere: ['你正在监听另一通电话，先退出', 'You are at another call. Leave that first'],
    taken: ['{name} 已在这通电话里', '{name} is at this call already'],
    notTalking: ['接通后可用', 'Works once the call is answered'],
  },
  setting: {
    title: ['监听提示', 'Told of supervision'],
    label: ['座席看到有人监听', 'Agents see that somebody supervises their call'],
    hint: [
      '打开后，监听、密语、强插时座席的通话条显示是谁。关闭时只记入审计日志',
      'When on, the agent’s call bar names who listens, whispers or barges in. When off, only the audit log does',
    ],
    savedOn: ['座席会看到监听提示', 'Agents are told of supervision'],
    savedOff: ['座席不会看到监听提示', 'Agents are not told of supervision'],
  },
} as const
