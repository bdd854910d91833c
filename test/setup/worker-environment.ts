import type { Environment } from 'vitest/runtime'
import { endWorker } from './at-worker-end.ts'

/** Node as it is, and an end for what the test files of a worker share. */
export default {
  name: 'worker',
  viteEnvironment: 'ssr',
  setup: () => ({ teardown: endWorker }),
} satisfies Environment
