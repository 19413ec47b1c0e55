// Audit actions and their details as words; one that is not here is shown by its code, in the mono face.
import type { Sentence } from './sentence.ts'

type Words = Readonly<Record<string, Sentence>>
export const adminSentences: { action: Words; detail: Words } = {
  action: {
    'sign-in': ['登录', 'Logged in'],
    'sign-in-refused': ['登录被拒', 'Log-in refused'],
    'sign-out': ['退出登录', 'Logged out'],
    'password-changed': ['修改了密码', 'Changed the password'],
    'link-made': ['生成一次性链接', 'Made a one-time link'],
    'user-changed': ['用户变更', 'User changed'],
    'number-revealed': ['查看完整号码', 'Revealed a number'],
    'recording-played': ['播放录音', 'Played a recording'],
    'right-refused': ['越权被拒', 'Refused for lack of a right'],
    setup: ['完成首次设置', 'Finished the first set-up'],
    'queue-changed': ['队列变更', 'Queue changed'],
    'line-changed': ['线路变更', 'Line changed'],
    'hours-changed': ['营业时间变更', 'Opening hours changed'],
    'number-changed': ['接入号码变更', 'Number changed'],
    'flow-changed': ['语音流程变更', 'Flow changed'],
    'prompt-changed': ['提示音变更', 'Prompt changed'],
  },
  detail: {
    created: ['新建', 'created'],
    changed: ['修改', 'changed'],
    deleted: ['删除', 'deleted'],
    disabled: ['停用', 'disabled'],
    enabled: ['启用', 'enabled'],
    replaced: ['替换', 'replaced'],
    password: ['密码', 'password'],
    link: ['一次性链接', 'one-time link'],
    'forced auto': ['恢复时间表', 'back to the timetable'],
    'forced open': ['强制上班', 'forced open'],
    'forced closed': ['强制下班', 'forced closed'],
    'role agent': ['角色改为座席', 'role: agent'],
    'role supervisor': ['角色改为班长', 'role: team leader'],
    'role administrator': ['角色改为管理员', 'role: administrator'],
  },
}
