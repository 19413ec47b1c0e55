// What the line page says of the calls of a trunk: their sound, holds and transfers.
export const sipCallWords = {
  legend: ['声音与信令', 'Sound and signalling'],
  codecs: ['编码（按优先顺序）', 'Codecs, the first preferred'],
  codecsHint: ['PCMA、PCMU、G722、opus，空为全部', 'PCMA, PCMU, G722, opus; empty means all'],
  codecsWrong: ['只能填 PCMA、PCMU、G722、opus，每种一次', 'Only PCMA, PCMU, G722 and opus, each once'],
  srtp: ['语音加密（SRTP）', 'Encrypted sound (SRTP)'],
  off: ['不用', 'Off'],
  optional: ['可选', 'Optional'],
  required: ['必须', 'Required'],
  signalsHold: ['保持时通知对方', 'Tell the far end of a hold'],
  signalsHoldHint: ['用 re-INVITE，不开则只放音乐', 'By re-INVITE; without it the far end only hears music'],
  withheld: ['呼出不显示号码', 'Hide our number from called parties'],
  withheldHint: ['运营商仍知道主叫号码', 'The carrier is still told who calls'],
  early: ['接听前播放提示音', 'Announcements before the answer'],
  earlyHint: ['到菜单、队列或留言才接听计费', 'The call is answered and charged from its first menu, queue or message'],
  transfers: ['允许对方转到本系统号码', 'The far end may send a call on to our numbers'],
  transfersHint: [
    '收到 REFER 时进入该号码的流程，其他号码一律拒绝',
    'By REFER, into that number’s flow; any other number is declined',
  ],
} as const
