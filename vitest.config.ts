import { defineConfig } from 'vitest/config'

const common = { root: import.meta.dirname, pool: 'forks' as const, testTimeout: 20_000 }

// The gateway's tests measure sound by the clock: one file at a time. The others do not mind each other.
export default defineConfig({
  test: {
    reporters: ['default'],
    projects: [
      {
        test: {
          ...common,
          name: 'decides',
          include: [
            'server/**/*.test.ts',
            'web/src/**/*.test.ts',
            'tests/simulation/**/*.test.ts',
            'tests/house/**/*.test.ts',
          ],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...common,
          name: 'gateway',
          include: ['gateway/**/*.test.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
