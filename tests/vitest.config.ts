import { defineConfig } from 'vitest/config'

// Tests across processes, run by Node: each starts its own server, gateway and peers, so one file at a time.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['e2e/**/*.test.ts', 'interop/**/*.test.ts', 'chaos/**/*.test.ts', 'security/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
