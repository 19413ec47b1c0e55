import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.shots.ts'],
    pool: 'forks',
    testTimeout: 300_000,
    hookTimeout: 180_000,
  },
})
