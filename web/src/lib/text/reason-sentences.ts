// One sentence for each value of the closed sets in #protocol/reasons; `satisfies` makes a missing one a type error.
import type { DecisionRule } from '#protocol/api'
import type { CallOutcome, HangupCause, LineFault, RefusalReason } from '#protocol/reasons'
import type { AlarmView } from '#protocol/room-views'
import type { Sentence } from './sentence.ts'

export const refusalSentences = {
  'version-mismatch': [
    '页面版本与服务器不一致，刷新页面后继续',
    'This page and the server differ in version. Reload the page to go on',
  ],
  'invalid-message': [
    '服务器不认识这个请求，刷新页面后再试',
    'The server did not understand the request. Reload the page and try again',
  ],
  'not-signed-in': ['尚未签入，签入后再试', 'You are not signed in. Sign in and try again'],
  'no-right': ['没有这项权限，可请管理员开通', 'You do not have the right for this. An administrator can give it'],
  'not-found': ['对象已不存在，列表已刷新', 'It no longer exists. The list has been refreshed'],
  'wrong-state': ['状态已变化，这一步现在不能做', 'The state has changed, this cannot be done now'],
  'already-taken': ['已被其他座席接走', 'Another agent has already taken it'],
  'seat-not-reachable': [
    '座席声音未连接，恢复声音后再试',
    'The sound of the seat is not connected. Try again when it is back',
  ],
  'in-call': ['正在通话，结束后再试', 'You are in a call. Try again when it has ended'],
  'colleague-busy': ['对方正忙，可选等其空闲', 'They are busy. You can wait for them'],
  'colleague-away': ['对方未签入或已断连', 'They are not signed in, or their seat is away'],
  'forwarded-elsewhere': [
    '对方的来电已转移到队列或留言信箱，可直接转接',
    'Their calls go to a queue or a message box. Hand the call over instead',
  ],
  'forward-loop': ['对方的来电转移成环，无法接通', 'Their calls are forwarded in a circle'],
  'do-not-disturb': ['对方设为免打扰', 'They do not want to be disturbed'],
  'nobody-free': ['没有空闲的班长', 'No team leader is free'],
  locked: ['此来电暂时只有本人能接', 'For now only the one rung may answer this call'],
  'no-line': ['没有可用于外呼的线路', 'There is no line for outgoing calls'],
  'line-down': ['外呼线路故障，可稍后再试', 'The outgoing line is down. Try again later'],
  'number-invalid': ['号码格式不对，检查位数和区号', 'The number is not valid. Check its length and area code'],
  'number-not-allowed': ['该号码不允许呼叫', 'Calls to this number are not allowed'],
  'number-listed': [
    '号码在禁止呼叫的名单里，可请管理员查看号码名单',
    'The number is on a list of numbers that are not to be called. An administrator can look into the number lists',
  ],
  'number-not-listed': ['只能呼叫白名单里的号码', 'Only numbers on an allowlist may be called'],
  'access-digit': ['外线号码前先拨接入码', 'Key the access digit before an outside number'],
  'dial-class': ['分机等级不允许拨打此类号码', 'Your class does not allow calls to such numbers'],
  'toll-cap': ['外呼限额已到，可请管理员解除', 'The cap on calls out has been reached. An administrator can lift it'],
  'toll-night': ['下班时间不能拨打这类号码', 'Such numbers are not called outside working hours'],
  'toll-burst': ['疑似盗打，已拦截，可请管理员解除', 'It looks like fraud and is barred. An administrator can lift it'],
  'number-too-short': ['号码位数不够', 'The number is too short'],
  'limit-reached': ['已达到上限', 'The limit has been reached'],
  'gateway-away': ['网关未连接，暂时不能通话', 'The gateway is not connected, calls are not possible now'],
  'rate-limited': ['操作太频繁，稍候再试', 'Too many tries. Wait a little and try again'],
  conflict: [
    '与别处的修改冲突，已载入最新内容',
    'It conflicts with a change made elsewhere. The latest version is shown',
  ],
  'origin-refused': [
    '此地址不允许访问，请用中心给出的网址打开',
    'Access from this address is not allowed. Open the address your centre gave you',
  ],
  'bad-token': [
    '链接已使用或已过期，可请管理员重新生成',
    'The link has been used or has expired. An administrator can make a new one',
  ],
  'sound-refused': [
    '声音连接未能建立，检查网络后重新连接',
    'The sound connection could not be set up. Check the network and reconnect',
  ],
  'agent-signed-out': ['座席未签入', 'The agent is signed out'],
  'agent-in-call': ['座席正在通话，结束后再试', 'The agent is in a call. Try again when it has ended'],
  'not-waiting': ['来电已不在排队', 'The caller does not wait any more'],
  'queue-full': ['目标队列已满', 'That queue is full'],
  'already-acknowledged': ['已有人处理，或报警已解除', 'Somebody looks after it already, or it has gone'],
  'queue-unstaffed': ['目标队列无人值守，来电会立即被转走', 'Nobody serves that queue, it would send the caller away'],
} satisfies Record<RefusalReason, Sentence>

/** Codes of ApiError beyond the refusals, and `network` and `timeout`, which are the page's own. */
export const failureSentences = {
  invalid: ['内容不完整或格式不对', 'Something is missing or not in the right form'],
  digits: ['工号位数与全站设置不符', 'The number has not as many digits as the site asks for'],
  unauthorised: ['工号或密码不对', 'The agent number or the password is wrong'],
  'too-large': ['文件太大', 'The file is too large'],
  'setup-needed': [
    '呼叫中心还没有初始化，用控制台上的链接完成设置',
    'This centre is not set up yet. Use the link shown on the server console',
  ],
  internal: [
    '服务器没有完成这一步，内容已保留，可重试',
    'The server did not finish this step. What you typed is kept, try again',
  ],
  network: [
    '与服务器断开，内容已保留，恢复后可重试',
    'Disconnected from the server. What you typed is kept, try again when it is back',
  ],
  timeout: ['服务器 3 秒没有回应', 'The server did not answer within 3 seconds'],
} satisfies Record<string, Sentence>

export const causeSentences = {
  normal: ['正常结束', 'Ended normally'],
  cancelled: ['接通前取消', 'Cancelled before the answer'],
  busy: ['对方忙', 'Busy'],
  'no-answer': ['无人应答', 'No answer'],
  rejected: ['对方拒接', 'Rejected by the other side'],
  'unknown-number': ['空号', 'Unknown number'],
  unreachable: ['对方不可达', 'Unreachable'],
  congestion: ['线路拥塞', 'Network congestion'],
  'not-acceptable': ['没有双方支持的语音编码', 'No common audio format'],
  unauthorised: ['线路鉴权未通过', 'The line’s credentials were refused'],
  'media-timeout': ['长时间没有声音，已断开', 'Ended because no sound arrived'],
  'seat-lost': ['座席声音未恢复', 'The seat’s sound did not come back'],
  'gateway-failed': ['网关故障中断', 'Cut off by a gateway failure'],
  'time-limit': ['通话到达最长时限', 'The call reached its longest duration'],
  'flow-ended': ['语音流程结束', 'The voice menu ended the call'],
  shutdown: ['服务停止时结束', 'Ended by an orderly shutdown'],
  error: ['内部故障结束', 'Ended by an internal fault'],
} satisfies Record<HangupCause, Sentence>

/** What an agent is told when an outgoing call did not come about: what happened, then what to do. */
export const dialFailureSentences = {
  ...causeSentences,
  cancelled: ['已取消呼叫', 'Call cancelled'],
  busy: ['对方正在通话，可稍后重拨', 'The number is busy. Redial later'],
  'no-answer': ['对方没有应答，可稍后重拨', 'Nobody answered. Redial later'],
  rejected: ['对方拒绝了来电', 'The call was rejected'],
  'unknown-number': ['空号，核对号码后再拨', 'The number does not exist. Check it and dial again'],
  unreachable: ['无法接通，对方关机、不在服务区或线路不通', 'The number cannot be reached'],
  congestion: ['线路拥塞，稍后重拨', 'The network is congested. Redial later'],
  unauthorised: [
    '外呼线路鉴权未通过，已不能外呼，请告知管理员',
    'The outgoing line’s credentials were refused. Tell the administrator',
  ],
} satisfies Record<HangupCause, Sentence>

export const outcomeSentences = {
  answered: ['已接通', 'Answered'],
  abandoned: ['已放弃', 'Abandoned'],
  message: ['留言', 'Message'],
  'menu-only': ['仅语音导航', 'Menu only'],
  overflowed: ['溢出', 'Overflowed'],
  refused: ['未受理', 'Refused'],
  failed: ['失败', 'Failed'],
} satisfies Record<CallOutcome, Sentence>

export const ruleSentences = {
  chosen: ['已选中', 'Chosen'],
  'ranked-lower': ['可接，但排序靠后', 'Free, but ranked lower'],
  'signed-out': ['未签入', 'Signed out'],
  'not-ready': ['置忙', 'Not ready'],
  busy: ['正在通话', 'In a call'],
  ringing: ['正在振铃', 'Ringing'],
  'wrap-up': ['话后处理', 'In wrap-up'],
  'not-reachable': ['座席断连', 'Seat away'],
  'tier-not-open': ['梯队未到时间', 'Tier not asked yet'],
  'skill-too-low': ['技能不够', 'Skill too low'],
  'kept-for-another': ['为指定座席保留', 'Kept for another agent'],
  'declined-recently': ['刚拒接或未接此来电', 'Declined or missed this call just now'],
  'claimed-by-older-call': ['已分给等待更久的来电', 'Claimed by a call that waited longer'],
} satisfies Record<DecisionRule, Sentence>

export const alarmSentences = {
  'gateway-away': ['网关 {subject} 未连接', 'Gateway {subject} is not connected'],
  'line-down': ['线路 {subject} 故障', 'Line {subject} is down'],
  'prompt-broken': ['提示音 {subject} 无法播放', 'Prompt {subject} cannot be played'],
  'recording-failed': ['录音 {subject} 未能保存', 'Recording {subject} could not be saved'],
  'toll-cap': [
    '{subject} 一小时内已拨国际和特殊号码 {limit} 次',
    '{subject}: {limit} calls abroad or to special numbers within an hour',
  ],
  'toll-minutes': ['{subject} 的外呼已用满 {limit} 分钟', 'Calls out of {subject} have used {limit} minutes'],
  'toll-money': ['{subject} 的外呼话费已达 {limit} {detail}', 'Calls out of {subject} have cost {limit} {detail}'],
  'toll-prefix': ['短时间内大量拨打 {subject} 开头的号码', 'Many calls to numbers that begin with {subject}'],
  'toll-short': ['{subject} 连续多次短时拨打国际或特殊号码', 'Many short calls abroad by {subject}'],
  'disk-low': ['{subject} 磁盘空间不足', 'The disk of {subject} is nearly full'],
  'waiting-many': ['{subject} 排队 {value} 人，超过 {limit}', '{value} callers wait in {subject}, more than {limit}'],
  'waiting-long': [
    '{subject} 有人等了 {value}，超过 {limit}',
    'A caller of {subject} has waited {value}, over {limit}',
  ],
  'level-low': [
    '{subject} 今日服务水平 {value}，低于 {limit}',
    'Service level of {subject} is {value} today, under {limit}',
  ],
  'call-long': ['{subject} 的通话超过 {limit}', 'A talk of {subject} is over {limit}'],
  'break-long': ['{subject} 置忙超过 {limit}', '{subject} has been not ready over {limit}'],
  'sound-poor': [
    '{subject} 的通话音质 {value}，低于 {limit}',
    'The sound of a call of {subject} is {value}, under {limit}',
  ],
} satisfies Record<AlarmView['code'], Sentence>

const TOLL_EFFECT = [
  '再拨会被拒绝，紧急号码不受影响。先查是否被盗打，再到「呼出规则」解除。',
  'More of them are refused, emergency numbers are not. Look for fraud first, then lift it under Outbound rules.',
] as const

export const alarmEffects = {
  'gateway-away': [
    '新来电打不进来，已接通的通话不受服务器影响。检查网关进程和网络。',
    'New calls cannot come in. Check the gateway process and the network.',
  ],
  'line-down': [
    '这条线路的来电和外呼都不通。检查账号、地址和网线。',
    'No calls in or out on this line. Check its account, address and cable.',
  ],
  'prompt-broken': [
    '来电听到这一段时会跳过。重新上传一个 WAV 文件。',
    'Callers skip this announcement. Upload a new WAV file.',
  ],
  'recording-failed': [
    '通话不受影响，但这段录音可能缺失。检查磁盘。',
    'The call is not affected, but this recording may be missing. Check the disk.',
  ],
  'toll-cap': TOLL_EFFECT,
  'toll-minutes': TOLL_EFFECT,
  'toll-money': TOLL_EFFECT,
  'toll-prefix': TOLL_EFFECT,
  'toll-short': TOLL_EFFECT,
  'disk-low': [
    '低于下限时不再录音，通话不受影响。清理磁盘或扩容。',
    'Nothing is recorded below the floor; calls are not affected. Free some space.',
  ],
  'waiting-many': ['请空闲座席支援，或把来电转到别的队列。', 'Call more agents in, or move callers to another queue.'],
  'waiting-long': [
    '在监控页把来电提到队首，或转到别的队列。',
    'Put the caller at the head or into another queue on the live page.',
  ],
  'level-low': ['按今天到现在的来电计算。', 'Counted over today’s callers so far.'],
  'call-long': ['可监听，或请座席求助。', 'Listen in, or offer help to the agent.'],
  'break-long': ['可联系座席，或强制置闲。', 'Ask the agent, or set the state.'],
  'sound-poor': ['检查座席的网络和耳机。', 'Check the network and headset of the agent.'],
} satisfies Record<AlarmView['code'], Sentence>

export const faultSentences = {
  unreachable: ['对端没有回应', 'The far end does not answer'],
  refused: ['对端拒绝连接：地址或端口不对，或对端未启动', 'Nobody listens at this address and port'],
  certificate: ['对端证书不可信或与主机名不符', 'The certificate is not trusted, or is not of this host'],
  unavailable: ['对端暂时不能接受呼叫（503）', 'The far end takes no calls for now (503)'],
  unauthorised: ['账号或密码被拒绝', 'Account or password refused'],
  'name-not-found': ['主机名无法解析', 'The host name cannot be resolved'],
  'port-taken': ['本机端口被占用', 'The local port is taken'],
  configuration: ['配置有误', 'The configuration is wrong'],
  'no-dial-tone': ['没有拨号音', 'No dial tone'],
  'gateway-away': ['网关未连接', 'The gateway is not connected'],
} satisfies Record<LineFault, Sentence>
