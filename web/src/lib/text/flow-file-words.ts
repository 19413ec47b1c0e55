// Words of flows as files: kept, read, and where one is wrong.
import type { FileFault } from '#protocol/flow-file'
import type { Sentence } from './sentence.ts'

export const fileWords = {
  save: ['存为文件', 'Keep as a file'],
  from: ['从文件导入', 'From a file'],
  pick: ['选择流程文件', 'Choose a flow’s file'],
  read: ['已读取“{name}”：{nodes} 个节点，{tests} 个测试', '“{name}” is read: {nodes} nodes, {tests} tests'],
  problems: ['导入后要改的 {count} 处', '{count} things to mend once it is here'],
  notRead: ['文件没有导入', 'The file is not taken'],
  noFile: ['先选择文件', 'Choose a file first'],
  notJson: ['不是 JSON：{text}', 'Not JSON: {text}'],
  tooLarge: ['文件超过 {most} KB', 'The file is larger than {most} KB'],
} as const

export const fileFaults: Record<FileFault['why'], Sentence> = {
  'not-a-flow': ['这不是流程文件（format 应为 trunkline-flow）', 'No flow’s file: its format is not trunkline-flow'],
  'other-version': [
    '文件格式版本 {where} 无法读取，能读的是 1',
    'Written in format {where}; this program reads format 1',
  ],
  'no-kind': ['{where}：没有这种节点', '{where}: there is no such kind of node'],
  missing: ['{where}：缺少', '{where}: is missing'],
  'not-known': ['{where}：没有这个字段', '{where}: there is no such field'],
  value: ['{where}：值不允许', '{where}: the value is not allowed'],
}
