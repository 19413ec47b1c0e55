// Reads tokens.css and checks what ui.md section 2 promises: inside sRGB, WCAG contrast on the 8-bit value a screen
// gets, and colours that stay apart under the colour-vision deficiencies of Machado, Oliveira and Fernandes (2009).
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

type Triple = readonly [number, number, number]
type Tokens = ReadonlyMap<string, Triple>

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
function tokensIn(selector: string): Tokens {
  const start = css.indexOf(`${selector} {`)
  const block = css.slice(start, css.indexOf('}', start))
  const found = block.matchAll(/--([a-z0-9-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\);/g)
  return new Map([...found].map((match) => [match[1] ?? '', [Number(match[2]), Number(match[3]), Number(match[4])]]))
}
const light = tokensIn(':root')
const dark: Tokens = new Map([...light, ...tokensIn('[data-theme="dark"]')])
const themes = [
  ['light', light],
  ['dark', dark],
] as const
const families = ['free', 'wait', 'conn', 'live', 'hold', 'wrap', 'fault', 'off'] as const
const grounds = ['bg', 'surface', 'raised', 'sunken', 'hover', 'selected'] as const
const charts = [1, 2, 3, 4, 5, 6].map((at) => `chart-${at}`)

const token = (tokens: Tokens, name: string): Triple => {
  const value = tokens.get(name)
  if (!value) throw new Error(`tokens.css has no --${name}`)
  return value
}

function linearRgb([lightness, chroma, hue]: Triple): Triple {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}
const clip = (value: number): number => Math.min(1, Math.max(0, value))
const asTriple = (values: number[]): Triple => [values[0] ?? 0, values[1] ?? 0, values[2] ?? 0]
const encode = (value: number): number =>
  Math.round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055))
const decode = (byte: number): number =>
  byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4

function luminance(color: Triple): number {
  const [r, g, b] = asTriple(linearRgb(color).map((value) => decode(encode(clip(value)))))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(one: Triple, other: Triple): number {
  const [bright, dim] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return ((bright ?? 0) + 0.05) / ((dim ?? 0) + 0.05)
}

const vision: Readonly<Record<string, readonly Triple[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}
function seenAs(color: Triple, matrix: readonly Triple[]): Triple {
  const [r, g, b] = asTriple(linearRgb(color).map(clip))
  const [x, y, z] = asTriple(matrix.map((row) => clip(row[0] * r + row[1] * g + row[2] * b)))
  const l = Math.cbrt(0.4122214708 * x + 0.5363325363 * y + 0.0514459929 * z)
  const m = Math.cbrt(0.2119034982 * x + 0.6806995451 * y + 0.1073969566 * z)
  const s = Math.cbrt(0.0883024619 * x + 0.2817188376 * y + 0.6299787005 * z)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}
function nearest(colors: readonly Triple[], matrix: readonly Triple[]): number {
  const seen = colors.map((color) => seenAs(color, matrix))
  const distances = seen.flatMap((a, at) =>
    seen.slice(at + 1).map((b) => 100 * Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])),
  )
  return Math.min(...distances)
}

describe.each(themes)('%s theme', (_, tokens) => {
  const ratio = (one: string, other: string): number => contrast(token(tokens, one), token(tokens, other))

  it('every colour is inside sRGB', () => {
    for (const [name, color] of tokens)
      for (const value of linearRgb(color)) expect(value > -0.0015 && value < 1.0015, name).toBe(true)
  })
  it.each(grounds)('text, accent and every status ink are readable on %s', (ground) => {
    for (const name of ['text', 'text-2', 'text-3', 'accent', ...families.map((family) => `${family}-ink`)])
      expect(ratio(name, ground), name).toBeGreaterThanOrEqual(4.5)
    expect(ratio('focus', ground)).toBeGreaterThanOrEqual(3)
  })
  it.each(['bg', 'surface', 'raised', 'sunken'])('edges of controls are seen on %s', (ground) => {
    expect(ratio('edge', ground)).toBeGreaterThanOrEqual(3)
  })
  it('words on buttons are readable', () => {
    expect(ratio('on-accent', 'accent')).toBeGreaterThanOrEqual(4.5)
    expect(ratio('on-accent', 'accent-hover')).toBeGreaterThanOrEqual(4.5)
    for (const name of ['answer', 'hangup']) {
      expect(ratio('on-action', name)).toBeGreaterThanOrEqual(4.5)
      expect(ratio(name, 'surface')).toBeGreaterThanOrEqual(3)
    }
  })
  it.each(families)('%s: ink on its soft ground, text on it, word on its solid', (family) => {
    expect(ratio(`${family}-ink`, `${family}-soft`)).toBeGreaterThanOrEqual(4.5)
    expect(ratio('text', `${family}-soft`)).toBeGreaterThanOrEqual(4.5)
    expect(ratio(`${family}-on`, family)).toBeGreaterThanOrEqual(4.5)
  })
  it('chart colours are seen on a pane', () => {
    for (const name of charts) expect(ratio(name, 'surface'), name).toBeGreaterThanOrEqual(3)
  })
  it.each(Object.entries(vision))('%s sight tells all solids and all chart colours apart', (_name, matrix) => {
    expect(
      nearest(
        families.map((family) => token(tokens, family)),
        matrix,
      ),
    ).toBeGreaterThanOrEqual(8)
    expect(
      nearest(
        charts.map((name) => token(tokens, name)),
        matrix,
      ),
    ).toBeGreaterThanOrEqual(8)
  })
})
