import { expect, it } from 'vitest'
import { FlowSecrets } from './flow-secrets.ts'

const card = { kind: 'secret', into: 'card', check: { kind: 'luhn' } } as const
const typed = (secrets: FlowSecrets, digits: string, prompt = '1') =>
  [...digits].map((digit) => secrets.keep('r1', prompt, digit)).join('')

it('F18 tells dots, and of other keys the keys', () => {
  expect(typed(new FlowSecrets(), '79927398713#')).toBe('•••••••••••#')
})

it('F18 puts the digits that pass in their places, of this walk alone, until it ends', () => {
  const secrets = new FlowSecrets()
  typed(secrets, '79927398713')
  expect(secrets.settle('r1', card)).toBe(true)
  expect(secrets.reveal('r1', '{"card":"{{ card }}","x":"{{other}}"}')).toBe('{"card":"79927398713","x":"{{other}}"}')
  expect(secrets.reveal('r2', '{{card}}')).toBe('{{card}}')
  secrets.forget('r1')
  expect(secrets.reveal('r1', '{{card}}')).toBe('{{card}}')
})

it('F18 forgets what was typed in an earlier try, and what did not pass', () => {
  const secrets = new FlowSecrets()
  typed(secrets, '1234', '1')
  typed(secrets, '79927398713', '2')
  expect(secrets.settle('r1', card)).toBe(true)
  typed(secrets, '79927398710', '3')
  expect(secrets.settle('r1', card)).toBe(false)
  expect(secrets.settle('r9', card)).toBe(false)
})
