import { expect, it } from 'vitest'
import { Turns } from './turns.ts'

it('one is at work, others wait in their order, too many are refused, and a failure lets the next one begin', async () => {
  const turns = new Turns(3)
  const ends: (() => void)[] = []
  const begun: string[] = []
  const take = (name: string, fails = false) =>
    turns.take(async () => {
      begun.push(name)
      await new Promise<void>((resolve) => ends.push(resolve))
      if (fails) throw new Error(name)
      return name
    })
  const first = take('first', true).catch((fault: Error) => `failed ${fault.message}`)
  const [second, third] = [take('second'), take('third')]
  await expect(take('fourth')).rejects.toMatchObject({ status: 503, more: { reason: 'sound-busy' } })
  await Promise.resolve()
  expect(begun).toEqual(['first'])
  ends.shift()?.()
  expect(await first).toBe('failed first')
  await Promise.resolve()
  expect(begun).toEqual(['first', 'second'])
  ends.shift()?.()
  expect(await second).toBe('second')
  const fifth = take('fifth')
  await Promise.resolve()
  ends.shift()?.()
  expect(await third).toBe('third')
  await Promise.resolve()
  ends.shift()?.()
  expect(await fifth).toBe('fifth')
})
