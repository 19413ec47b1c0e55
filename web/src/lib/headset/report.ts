// Where in a headset's reports the telephony keys stand, and where its lights: from the report descriptor as the browser
// gives it (Device Class Definition for HID 1.11 §6.2.2, §8). Pure.

type Item = {
  isAbsolute?: boolean
  isArray?: boolean
  isRange?: boolean
  usages?: readonly number[]
  usageMinimum?: number
  reportSize?: number
  reportCount?: number
  logicalMinimum?: number
}
type Report = { reportId?: number; items?: readonly Item[] }
/** What is used of WebHID's HIDCollectionInfo. */
export type Collection = {
  usagePage?: number
  children?: readonly Collection[]
  inputReports?: readonly Report[]
  outputReports?: readonly Report[]
}

export const keyUsages = { hook: 0x0b0020, flash: 0x0b0021, drop: 0x0b0026, mute: 0x0b002f } as const
export const lightUsages = { mute: 0x080009, offHook: 0x080017, ring: 0x080018, hold: 0x080020 } as const
export type Key = keyof typeof keyUsages
export type Light = keyof typeof lightUsages

/** One value of a report; `select` = an array whose value names the usage that is on. */
type Field = { reportId: number; bit: number; size: number; isAbsolute: boolean; select: number | null }
export type Layout = {
  keys: Partial<Record<Key, Field[]>>
  lights: Partial<Record<Light, Field[]>>
  /** Bytes of each output report. */
  sizes: ReadonlyMap<number, number>
}

export const telephonyPage = 0x0b

/** Null: this device has no telephony keys. */
export function layoutOf(collections: readonly Collection[]): Layout | null {
  const all = collections.flatMap(withChildren)
  const keys: Layout['keys'] = {}
  const lights: Layout['lights'] = {}
  const sizes = new Map<number, number>()
  for (const { inputReports = [], outputReports = [] } of all) {
    for (const report of inputReports) collect(report, keyUsages, keys)
    for (const report of outputReports) {
      const bits = collect(report, lightUsages, lights)
      sizes.set(report.reportId ?? 0, Math.ceil(bits / 8))
    }
  }
  return keys.hook === undefined && keys.mute === undefined ? null : { keys, lights, sizes }
}

const withChildren = (collection: Collection): Collection[] => [
  collection,
  ...(collection.children ?? []).flatMap(withChildren),
]

/** Puts the fields of a report with the named usages where they belong; returns how many bits the report has. */
function collect<N extends string>(
  { reportId = 0, items = [] }: Report,
  wanted: Readonly<Record<N, number>>,
  found: Partial<Record<N, Field[]>>,
): number {
  let bit = 0
  for (const item of items) {
    const { reportSize: size = 0, reportCount: count = 0, isAbsolute = false } = item
    for (const name of Object.keys(wanted) as N[]) {
      const place = placeOf(item, wanted[name])
      if (place < 0) continue
      const fields: Field[] = item.isArray
        ? Array.from({ length: count }, (_, i) => {
            const select = place + (item.logicalMinimum ?? 0)
            return { reportId, bit: bit + i * size, size, isAbsolute, select }
          })
        : [{ reportId, bit: bit + place * size, size, isAbsolute, select: null }]
      found[name] = [...(found[name] ?? []), ...fields]
    }
    bit += size * count
  }
  return bit
}

/** Which value of the item has this usage, or which the array's value says; -1 = none. */
function placeOf({ isRange, isArray, usages = [], usageMinimum = 0, reportCount = 0 }: Item, usage: number): number {
  const place = isRange ? usage - usageMinimum : usages.indexOf(usage)
  return place >= 0 && (isArray || place < reportCount) ? place : -1
}

function valueAt(bytes: DataView, bit: number, size: number): number {
  let value = 0
  for (let i = 0; i < size; i++) {
    const at = bit + i
    if (at >> 3 >= bytes.byteLength) break
    value |= ((bytes.getUint8(at >> 3) >> (at & 7)) & 1) << i
  }
  return value
}

/** The keys that a report speaks of, each down or not. */
export function keysIn({ keys }: Layout, reportId: number, bytes: DataView): Partial<Record<Key, boolean>> {
  const pressed: Partial<Record<Key, boolean>> = {}
  for (const name of Object.keys(keys) as Key[]) {
    const fields = (keys[name] ?? []).filter((field) => field.reportId === reportId)
    if (fields.length === 0) continue
    pressed[name] = fields.some(({ bit, size, select }) => {
      const value = valueAt(bytes, bit, size)
      return select === null ? value !== 0 : value === select
    })
  }
  return pressed
}

/** Is the switch's position reported, and not each press? */
export const isAbsolute = ({ keys }: Layout, key: Key): boolean => keys[key]?.[0]?.isAbsolute ?? false

/** The output reports that show these lights. */
export function lightReports(
  { lights, sizes }: Layout,
  on: Readonly<Record<Light, boolean>>,
): { reportId: number; bytes: Uint8Array<ArrayBuffer> }[] {
  const reports = new Map<number, Uint8Array<ArrayBuffer>>()
  for (const name of Object.keys(lights) as Light[])
    for (const { reportId, bit, select } of lights[name] ?? []) {
      if (select !== null) continue
      const bytes = reports.get(reportId) ?? new Uint8Array(sizes.get(reportId) ?? 1)
      reports.set(reportId, bytes)
      if (on[name]) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (1 << (bit & 7))
    }
  return [...reports].map(([reportId, bytes]) => ({ reportId, bytes }))
}
