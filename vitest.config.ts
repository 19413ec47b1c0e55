import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'server/**/*.test.ts',
      'gateway/**/*.test.ts',
      'web/src/**/*.test.ts',
      'tests/simulation/**/*.test.ts',
      'tests/house/**/*.test.ts',
    ],
    pool: 'forks',
    reporters: ['default'],
    testTimeout: 20_000,
  },
})
