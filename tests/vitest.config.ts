import { defineConfig } from 'vitest/config'

/** What measures time or gaps, or loads the machine: one file at a time, with nothing beside it. */
const ALONE = [
  'chaos/server-kill.test.ts',
  'security/media-attacks.test.ts',
  'e2e/click-to-sound.test.ts',
  'e2e/line-test.test.ts',
  'e2e/recording-gaps.test.ts',
  'e2e/reload.test.ts',
  'e2e/seat-codec.test.ts',
  'e2e/seat-sound.test.ts',
]
/** What mostly waits for its peers, but not on a machine that others keep busy. */
const PAIRS = [
  'chaos/clean-stop.test.ts',
  'chaos/disk-full.test.ts',
  'chaos/gateway-kill.test.ts',
  'chaos/link-cut.test.ts',
  'chaos/recording-kill.test.ts',
  'interop/matrix.test.ts',
  'interop/sipp-features.test.ts',
]

// Tests across processes, run by Node: each file starts its own server, gateway and peers.
const common = {
  root: import.meta.dirname,
  pool: 'forks' as const,
  testTimeout: 120_000,
  hookTimeout: 120_000,
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: 'together',
          include: ['e2e/**/*.test.ts', 'interop/**/*.test.ts', 'security/**/*.test.ts'],
          exclude: [...ALONE, ...PAIRS],
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...common, name: 'pairs', include: PAIRS, maxWorkers: 2, sequence: { groupOrder: 2 } } },
      { test: { ...common, name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
})
