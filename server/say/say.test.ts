// What is said, as text, against other people's programs (nzh, n2words, Intl) and against tables written by hand.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { toCardinal, toOrdinal } from 'n2words/en-GB'
import Nzh from 'nzh'
import { describe, expect, it } from 'vitest'
import type { Language } from '#protocol/reasons'
import { LARGEST_SAID, type SayValue } from '#protocol/say-value'
import { say } from './say.ts'

const PROMPTS = join(import.meta.dirname, '../../prompts')
const listed = JSON.parse(readFileSync(join(PROMPTS, 'prompts.json'), 'utf8')) as {
  name: string
  texts: Partial<Record<Language, string>>
}[]
const texts = new Map(listed.map(({ name, texts }) => [name, texts]))
const used = new Map<string, Set<Language>>()

function textOf(value: SayValue, language: Language): string {
  const words = say(value, language).map((name) => {
    used.set(name, (used.get(name) ?? new Set()).add(language))
    return texts.get(name)?.[language] ?? `<${name}?>`
  })
  return words.join(language === 'en' ? ' ' : '')
}
const chinese = (value: SayValue): string => textOf(value, 'zh-CN')
const english = (value: SayValue): string => textOf(value, 'en')

const ROUNDS = 10_000
let seed = 20_261_127
function random(below: number): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return Math.floor((seed / 2 ** 32) * below)
}
/** Of every size alike, with as many noughts as there may be. */
function randomWhole(): number {
  const digits = 1 + random(12)
  const text = Array.from({ length: digits }, () => (random(3) === 0 ? '0' : `${random(10)}`)).join('')
  return random(200) === 0 ? LARGEST_SAID - 1 : Number(text)
}

/** nzh has no 两, and its own way to say 十 at the head leaves 一 out behind 零 too. */
const written = (value: string): string => Nzh.cn.encodeS(value, { tenMin: false }).replace(/^(负?)一十/, '$1十')
const plain = (text: string): string => text.replaceAll('两', '二')
/** nzh writes sums as cheques are written. */
const FORMAL = '零壹贰叁肆伍陆柒捌玖拾佰仟'
const INFORMAL = '零一二三四五六七八九十百千'
const informal = (text: string): string =>
  [...text]
    .map((letter) => INFORMAL[FORMAL.indexOf(letter)] ?? letter)
    .join('')
    .replace(/整$/, '')
    .replace(/^(负?)一十/, '$1十')
/** n2words puts "and" also before a last group of thousands or more, which nobody says. */
const withoutLooseAnd = (text: string): string =>
  text.replace(/(thousand|million|billion) and (\S+ (?:thousand|million|billion))$/, '$1 $2')

describe('ten thousand values at random', () => {
  it('V2, V3 whole numbers and decimals in Chinese as nzh writes them', () => {
    for (let i = 0; i < ROUNDS; i += 1) {
      const value = (randomWhole() + (i % 3 === 0 ? random(100) / 100 : 0)) * (i % 7 === 0 ? -1 : 1)
      const rounded = Number(value.toFixed(2))
      expect(plain(chinese({ kind: 'number', value: rounded }))).toBe(written(`${rounded}`))
    }
  })

  it('V12 whole numbers and decimals in English as n2words writes them', () => {
    for (let i = 0; i < ROUNDS; i += 1) {
      const value = randomWhole() * (i % 7 === 0 ? -1 : 1)
      expect(english({ kind: 'number', value })).toBe(withoutLooseAnd(toCardinal(value)))
      const hundredths = random(100)
      const fraction = `${hundredths}`.padStart(2, '0').replace(/0+$/, '')
      const digits = [...fraction].map((digit) => ` ${toCardinal(Number(digit))}`).join('')
      const decimal = `${withoutLooseAnd(toCardinal(Math.abs(value)))}${fraction === '' ? '' : ' point'}${digits}`
      expect(english({ kind: 'number', value: Math.abs(value) + hundredths / 100 })).toBe(decimal)
    }
  })

  it('V6 sums in Chinese as nzh writes them', () => {
    for (let i = 0; i < ROUNDS; i += 1) {
      const fen = Math.min(randomWhole() * 100 + (i % 2 === 0 ? random(100) : random(10)), 100 * LARGEST_SAID)
      const [yuan, hundredths] = [Math.floor(fen / 100), `${fen % 100}`.padStart(2, '0')]
      const cheque = Nzh.cn.toMoney(`${yuan}.${hundredths}`, { outSymbol: false })
      expect(plain(chinese({ kind: 'money', fen }))).toBe(informal(cheque))
    }
  })

  it('V14 sums in English', () => {
    for (let i = 0; i < ROUNDS; i += 1) {
      const [yuan, fen] = [1 + (randomWhole() % (LARGEST_SAID - 1)), 1 + random(99)]
      const words = `${withoutLooseAnd(toCardinal(yuan))} yuan and ${toCardinal(fen)} fen`
      expect(english({ kind: 'money', fen: yuan * 100 + fen })).toBe(words)
    }
  })

  it('V7, V16 dates as Intl writes them', () => {
    const format = (locale: string, options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options })
    const chineseYear = format('zh-CN-u-nu-hanidec', { year: 'numeric' })
    const chineseWeekday = format('zh-CN', { weekday: 'long' })
    const englishWeekday = format('en-GB', { weekday: 'long' })
    const englishMonth = format('en-GB', { month: 'long' })
    for (let i = 0; i < ROUNDS; i += 1) {
      const day = new Date(Date.UTC(1900 + random(200), 0, 1 + random(366)))
      const date = day.toISOString().slice(0, 10)
      const year = chineseYear.format(day).replaceAll('〇', '零')
      const [month, number] = [day.getUTCMonth() + 1, day.getUTCDate()].map((value) => written(`${value}`))
      const weekday = chineseWeekday.format(day)
      expect(chinese({ kind: 'date', date })).toBe(`${year}${month}月${number}日${weekday}`)
      const ordinal = toOrdinal(day.getUTCDate()).replace('-', ' ')
      const start = `${englishWeekday.format(day)} the ${ordinal} of ${englishMonth.format(day)} `
      expect(english({ kind: 'date', date }).startsWith(start)).toBe(true)
    }
  })

  it('V13 ordinals in English as n2words writes them', () => {
    for (let i = 0; i < ROUNDS; i += 1) {
      const value = 1 + (randomWhole() % LARGEST_SAID)
      // n2words has "and" in numbers only.
      const said = english({ kind: 'ordinal', value, unit: null })
        .replaceAll(' and ', ' ')
        .replace(/(ty) (\w+)$/, '$1-$2')
      expect(said).toBe(toOrdinal(value).replaceAll(' and ', ' '))
    }
  })
})

describe('two in Chinese', () => {
  it.each<[number, string]>([
    [2, '二'],
    [12, '十二'],
    [20, '二十'],
    [22, '二十二'],
    [200, '二百'],
    [222, '二百二十二'],
    [2000, '两千'],
    [2200, '两千二百'],
    [12_000, '一万二千'],
    [20_000, '两万'],
    [22_000, '两万二千'],
    [32_000, '三万二千'],
    [120_000, '十二万'],
    [200_000, '二十万'],
    [2_000_000, '二百万'],
    [20_000_000, '两千万'],
    [200_000_000, '两亿'],
    [220_000_000, '两亿二千万'],
    [200_002_000, '两亿零二千'],
    [2.5, '二点五'],
    [-2000, '负两千'],
  ])('V4 %d is %s', (value, text) => {
    expect(chinese({ kind: 'number', value })).toBe(text)
  })

  it.each<[SayValue, string]>([
    [{ kind: 'count', value: 2, unit: 'person' }, '两位'],
    [{ kind: 'count', value: 12, unit: 'person' }, '十二位'],
    [{ kind: 'count', value: 2, unit: 'item' }, '两个'],
    [{ kind: 'count', value: 200, unit: 'time' }, '二百次'],
    [{ kind: 'ordinal', value: 2, unit: 'person' }, '第二位'],
    [{ kind: 'ordinal', value: 3, unit: 'person' }, '第三位'],
    [{ kind: 'ordinal', value: 12, unit: null }, '第十二'],
    [{ kind: 'money', fen: 200 }, '两元'],
    [{ kind: 'money', fen: 222 }, '两元二角二分'],
    [{ kind: 'money', fen: 20 }, '两角'],
    [{ kind: 'money', fen: 2 }, '两分'],
    [{ kind: 'money', fen: 1202 }, '十二元零二分'],
    [{ kind: 'time', minutes: 14 * 60 + 2 }, '下午两点零二分'],
    [{ kind: 'time', minutes: 12 * 60 + 22 }, '中午十二点二十二分'],
    [{ kind: 'duration', seconds: 150 }, '两分三十秒'],
    [{ kind: 'duration', seconds: 120 }, '两分钟'],
    [{ kind: 'duration', seconds: 7322 }, '两小时两分两秒'],
    [{ kind: 'percent', value: 2.2 }, '百分之二点二'],
  ])('V5 %j is %s', (value, text) => {
    expect(chinese(value)).toBe(text)
  })
})

describe('by hand', () => {
  it.each<[SayValue, string, string]>([
    [{ kind: 'digits', digits: '021-5510', yao: true }, '零二幺五五幺零', 'zero two one five five one zero'],
    [{ kind: 'digits', digits: '110', yao: false }, '一一零', 'one one zero'],
    [{ kind: 'number', value: 0 }, '零', 'zero'],
    [{ kind: 'number', value: 112 }, '一百一十二', 'one hundred and twelve'],
    [{ kind: 'number', value: 105 }, '一百零五', 'one hundred and five'],
    [{ kind: 'number', value: 10_050 }, '一万零五十', 'ten thousand and fifty'],
    [{ kind: 'number', value: 102_000 }, '十万二千', 'one hundred and two thousand'],
    [{ kind: 'number', value: LARGEST_SAID }, '一万亿', 'one trillion'],
    [{ kind: 'number', value: -0.05 }, '负零点零五', 'minus zero point zero five'],
    [{ kind: 'count', value: 2, unit: null }, '两', 'two'],
    [{ kind: 'count', value: 1, unit: 'person' }, '一位', 'one person'],
    [{ kind: 'count', value: 3, unit: 'person' }, '三位', 'three people'],
    [{ kind: 'count', value: 1, unit: 'time' }, '一次', 'one time'],
    [{ kind: 'ordinal', value: 121, unit: null }, '第一百二十一', 'one hundred and twenty first'],
    [{ kind: 'ordinal', value: 2000, unit: 'item' }, '第两千个', 'two thousandth'],
    [{ kind: 'money', fen: 0 }, '零元', 'zero yuan'],
    [{ kind: 'money', fen: 5 }, '五分', 'five fen'],
    [{ kind: 'money', fen: 10_005 }, '一百元零五分', 'one hundred yuan and five fen'],
    [{ kind: 'money', fen: -150 }, '负一元五角', 'minus one yuan and fifty fen'],
    [{ kind: 'percent', value: -3 }, '负百分之三', 'minus three percent'],
    [
      { kind: 'date', date: '2026-11-27' },
      '二零二六年十一月二十七日星期五',
      'Friday the twenty seventh of November twenty twenty-six',
    ],
    [
      { kind: 'date', date: '2006-02-02' },
      '二零零六年二月二日星期四',
      'Thursday the second of February two thousand and six',
    ],
    [{ kind: 'date', date: '1900-01-01' }, '一九零零年一月一日星期一', 'Monday the first of January nineteen hundred'],
    [
      { kind: 'date', date: '1905-05-20' },
      '一九零五年五月二十日星期六',
      'Saturday the twentieth of May nineteen oh five',
    ],
    [
      { kind: 'date', date: '2010-12-11' },
      '二零一零年十二月十一日星期六',
      'Saturday the eleventh of December twenty ten',
    ],
    [{ kind: 'time', minutes: 0 }, '凌晨零点整', 'twelve a.m.'],
    [{ kind: 'time', minutes: 14 * 60 + 5 }, '下午两点零五分', 'two oh five p.m.'],
    [{ kind: 'time', minutes: 14 * 60 }, '下午两点整', 'two p.m.'],
    [{ kind: 'time', minutes: 9 * 60 + 30 }, '上午九点半', 'nine thirty a.m.'],
    [{ kind: 'time', minutes: 12 * 60 }, '中午十二点整', 'twelve p.m.'],
    [{ kind: 'time', minutes: 23 * 60 + 59 }, '晚上十一点五十九分', 'eleven fifty-nine p.m.'],
    [{ kind: 'duration', seconds: 0 }, '零秒', 'zero seconds'],
    [{ kind: 'duration', seconds: 1 }, '一秒', 'one second'],
    [{ kind: 'duration', seconds: 3605 }, '一小时零五秒', 'one hour and five seconds'],
    [{ kind: 'duration', seconds: 3661 }, '一小时一分一秒', 'one hour one minute and one second'],
  ])('%j is %s, %s', (value, zh, en) => {
    expect(chinese(value)).toBe(zh)
    expect(english(value)).toBe(en)
  })

  it.each<SayValue>([
    { kind: 'number', value: Number.NaN },
    { kind: 'number', value: LARGEST_SAID + 1 },
    { kind: 'count', value: -1, unit: 'item' },
    { kind: 'count', value: 1.5, unit: 'item' },
    { kind: 'ordinal', value: 0, unit: null },
    { kind: 'money', fen: 0.5 },
    { kind: 'date', date: '2026-02-30' },
    { kind: 'date', date: 'today' },
    { kind: 'time', minutes: 1440 },
    { kind: 'duration', seconds: -1 },
    { kind: 'digits', digits: 'none', yao: true },
    { kind: 'digits', digits: '1'.repeat(41), yao: true },
  ])('V1 %j has no words', (value) => {
    expect([say(value, 'zh-CN'), say(value, 'en')]).toEqual([[], []])
  })
})

it('every word is a prompt that is there', () => {
  for (let minutes = 0; minutes < 1440; minutes += 1) {
    chinese({ kind: 'time', minutes })
    english({ kind: 'time', minutes })
  }
  const missing = [...used].flatMap(([name, languages]) =>
    [...languages].map((language) => `${language}/${name}.wav`).filter((path) => !existsSync(join(PROMPTS, path))),
  )
  expect(used.size).toBeGreaterThan(150)
  expect(missing).toEqual([])
})
