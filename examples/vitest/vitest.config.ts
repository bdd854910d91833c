import { configDefaults, defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Adds the matchers, and prints the report of every run of a failed test.
    setupFiles: ['libp2p-topo/vitest'],
    testTimeout: 60_000,
    // `vitest --watch` runs again when a topology changes, but not when a run writes its results.
    forceRerunTriggers: [...configDefaults.forceRerunTriggers, '**/*.yaml'],
  },
  server: { watch: { ignored: ['**/results/**'] } },
})
