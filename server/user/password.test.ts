import { describe, expect, it } from 'vitest'
import { createPasswords, passwordFault } from './password.ts'

const cheap = { memoryCost: 1024, timeCost: 2 }

describe('passwordFault', () => {
  it.each([
    ['seven characters', 'aB3$xyz', 'too-short'],
    ['eight characters', 'aB3$xyz9', null],
    ['128 characters', `a${'bc'.repeat(63)}d`, null],
    ['129 characters', `a${'bc'.repeat(64)}`, 'too-long'],
    ['a common one', 'Password123', 'too-common'],
    ['one character over and over', 'zzzzzzzzzzz', 'too-common'],
    ['the own number twice', '80018001', 'too-common'],
    ['a Chinese sentence', '我家门前有两棵枣树', null],
  ])('%s', (_, password, fault) => {
    expect(passwordFault(password, '8001')).toBe(fault)
  })
})

describe('passwords', () => {
  it('are argon2id, right or wrong', async () => {
    const passwords = createPasswords(cheap)
    const hash = await passwords.hash('correct horse')
    expect(hash).toMatch(/^\$argon2id\$/)
    expect(await passwords.verify('correct horse', hash)).toBe(true)
    expect(await passwords.verify('wrong horse', hash)).toBe(false)
    expect(await passwords.verify('anything', null)).toBe(false)
  })

  it('all get their turn, two at a time, and a flood is refused', async () => {
    const passwords = createPasswords(cheap)
    const results = await Promise.allSettled(Array.from({ length: 80 }, () => passwords.hash('correct horse')))
    expect(results.filter((result) => result.status === 'fulfilled').length).toBeGreaterThanOrEqual(50)
    expect(results.some((result) => result.status === 'rejected')).toBe(true)
    expect(await passwords.hash('afterwards')).toMatch(/^\$argon2id\$/)
  })
})
