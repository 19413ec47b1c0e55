// Words of the attendant's console.
export const consoleWords = {
  title: ['话务台', 'Console'],
  target: ['目标：工号、姓名拼音或号码', 'Target: agent number, name or number'],
  calls: ['我的来话', 'My calls'],
  noCalls: ['没有等待的来话', 'No call is waiting'],
  slots: ['保留位', 'Hold slots'],
  noSlots: ['没有保留的来话，通话中按 * 保留', 'Nothing is parked. Press * in a call to park it'],
  takeUp: ['取回', 'Take up'],
  parkedBy: ['{name} 保留', 'Parked by {name}'],
  park: ['保留', 'Park'],
  override: ['紧急跨越', 'Override'],
  overrideHint: ['越过免打扰呼叫对方，已记入审计', 'Calls past do-not-disturb. It is in the audit trail'],
  dnd: ['免打扰', 'Do not disturb'],
  dndLevels: { off: ['关', 'Off'], on: ['免打扰', 'On'], super: ['超级免打扰', 'Super'] },
  dndSaved: ['{name}：{level}', '{name}: {level}'],
  nobody: ['选择左侧的人', 'Choose somebody'],
  lamps: ['线路与夜服', 'Lines and night service'],
  lines: ['线路 {busy} 路通话', 'Calls on lines: {busy}'],
  faults: ['{count} 条线路故障：{names}', 'Lines down ({count}): {names}'],
  noFaults: ['线路正常', 'Lines are up'],
  night: ['夜服', 'Night service'],
  nightStates: { auto: ['按时间', 'By time'], open: ['强制日间', 'Day'], closed: ['夜服中', 'Night'] },
  nightSaved: ['{name}：{state}', '{name}: {state}'],
  keys: [
    '回车 呼叫，再按完成 · + 立即转 · - 挂断 · / 交替 · * 保留，数字加 * 取回 · . 驻留',
    'Enter rings, again completes · + hands over · - lets go · / swaps · * parks, a digit and * takes up · . camps on',
  ],
} as const

export const numberBookWords = {
  title: ['短号与号码簿', 'Number book'],
  empty: ['还没有短号', 'No short numbers yet'],
  short: ['短号（2-6 位）', 'Short number (2-6 digits)'],
  number: ['号码', 'Number'],
  name: ['名称', 'Name'],
  save: ['保存', 'Save'],
  remove: ['删除', 'Delete'],
} as const
