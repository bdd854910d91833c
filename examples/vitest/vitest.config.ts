import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // The matchers, and the report of every run of a test that fails.
    setupFiles: ['libp2p-topo/vitest'],
    testTimeout: 60_000,
  },
})
