import { defineConfig } from 'vitest/config'

/** What measures time or gaps, or loads the machine: one file at a time, with nothing beside it. */
const ALONE = [
  'chaos/**/*.test.ts',
  'security/media-attacks.test.ts',
  'interop/matrix.test.ts',
  'interop/sipp-features.test.ts',
  'e2e/click-to-sound.test.ts',
  'e2e/line-test.test.ts',
  'e2e/recording-gaps.test.ts',
  'e2e/reload.test.ts',
  'e2e/seat-codec.test.ts',
  'e2e/seat-sound.test.ts',
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
          exclude: ALONE,
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...common, name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
})
