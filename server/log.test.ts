import { describe, expect, it } from 'vitest'
import { createLog } from './log.ts'

describe('the log', () => {
  it('holds no whole number and no secret, wherever they stand', () => {
    const lines: string[] = []
    const log = createLog('info', (line) => lines.push(line))
    const error = new Error('no route to 13800138000', { cause: new Error('+8613800138000') })
    log.error(
      { error, from: '+86 138 0013 8000', deep: { list: ['13800138000'] }, password: 'hunter2' },
      'call 13800138000',
    )
    log.info({ gatewayToken: 'hunter2', cookie: 'hunter2', callId: '01a202aa-9ed9-7766-b4c4-138001380001' }, 'x\r\ny')
    const text = lines.join('')
    expect(text.replaceAll('01a202aa-9ed9-7766-b4c4-138001380001', '')).not.toMatch(/1380013|8613800|hunter2/)
    expect(text).toContain('138****8000')
    expect(text).toContain('01a202aa-9ed9-7766-b4c4-138001380001')
    expect(text.trimEnd().split('\n')).toHaveLength(2)
  })

  it('is silent below its level', () => {
    const lines: string[] = []
    createLog('warn', (line) => lines.push(line)).info({}, 'hello')
    expect(lines).toEqual([])
  })
})
