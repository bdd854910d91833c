import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Adds the matchers, and prints the report of every run of a failed test.
    setupFiles: ['libp2p-topo/vitest'],
    testTimeout: 60_000,
  },
})
