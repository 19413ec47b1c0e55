import type { LineState, NotReadyReason } from '#protocol/reasons'
import type { CallStage } from '#protocol/web-messages'
import type { Sentence } from './sentence.ts'

export const stateWords = {
  agent: {
    'signed-out': ['未签入', 'Signed out'],
    idle: ['空闲', 'Idle'],
    'not-ready': ['置忙', 'Not ready'],
    reserved: ['预占', 'Reserved'],
    ringing: ['振铃', 'Ringing'],
    dialing: ['外呼中', 'Dialing'],
    talking: ['通话中', 'Talking'],
    holding: ['保持中', 'Holding'],
    supervising: ['监听中', 'Supervising'],
    'wrap-up': ['话后处理', 'Wrap-up'],
    away: ['座席断连', 'Seat away'],
    recovering: ['恢复中', 'Recovering'],
  },
  call: {
    'in-menu': ['导航中', 'In menu'],
    waiting: ['排队中', 'Waiting'],
    ringing: ['振铃', 'Ringing'],
    dialing: ['外呼中', 'Dialing'],
    connecting: ['接通中', 'Connecting'],
    talking: ['通话中', 'Talking'],
    held: ['保持中', 'On hold'],
    'handing-over': ['转接中', 'Being handed over'],
    bridged: ['外线对接', 'Bridged'],
    parked: ['保留中', 'Parked'],
    'leaving-message': ['留言中', 'Leaving a message'],
    recovering: ['恢复中', 'Recovering'],
    ended: ['已结束', 'Ended'],
  } satisfies Record<CallStage, Sentence>,
  notReady: {
    break: ['小休', 'Break'],
    meal: ['用餐', 'Meal'],
    meeting: ['会议', 'Meeting'],
    training: ['培训', 'Training'],
    paperwork: ['事务处理', 'Paperwork'],
    'no-answer': ['未应答', 'No answer'],
    declined: ['多次拒接', 'Declined calls'],
    'device-lost': ['设备断开', 'Device lost'],
    'signed-in': ['刚签入', 'Just signed in'],
  } satisfies Record<NotReadyReason, Sentence>,
  line: {
    up: ['正常', 'Up'],
    registering: ['注册中', 'Registering'],
    down: ['故障', 'Down'],
    disabled: ['已停用', 'Out of service'],
  } satisfies Record<LineState, Sentence>,
  role: {
    agent: ['座席', 'Agent'],
    attendant: ['话务员', 'Attendant'],
    supervisor: ['班长', 'Team leader'],
    administrator: ['管理员', 'Administrator'],
    wallboard: ['大屏', 'Wallboard'],
  },
} as const
