import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/setup/longest-first.ts'

const setupFiles = ['test/setup/each-file.ts']
/** On a busy machine, what a test waits for comes late: not after the second that Vitest would wait. */
const expectation = { poll: { timeout: 30_000 } }
/** The files of a worker share their modules, and what these keep. */
const sharedWorker = './test/setup/worker-environment.ts'

export default defineConfig({
  test: {
    // Node imports the sources as it does for users: with a fifth less work than through Vite.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    globalSetup: ['test/setup/temporary-directory.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      // Starts no process and listens on no socket: test/setup/unit.ts makes both throw.
      {
        test: {
          name: 'unit',
          expect: expectation,
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.integration.test.ts', 'test/end-to-end/**'],
          setupFiles: [...setupFiles, 'test/setup/unit.ts'],
          // These tests only compute: on a busy machine they are slow, not wrong.
          testTimeout: 120_000,
          // A worker imports each module once, for all its files.
          isolate: false,
          maxWorkers: 2,
          // Together with the integration tests, so that no worker waits for the last of either. Group 0 would run last.
          sequence: { groupOrder: 1 },
        },
      },
      // Starts single processes, listens on sockets, makes bundles.
      {
        test: {
          name: 'integration',
          expect: expectation,
          include: ['test/**/*.integration.test.ts'],
          setupFiles: [...setupFiles, 'test/setup/shared-processes.ts'],
          environment: sharedWorker,
          isolate: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      // Runs topologies. In virtual time, which no load changes, topo and its nodes take turns; in real time they mostly
      // wait. So more workers than processors are needed to keep these busy.
      {
        test: {
          name: 'end-to-end',
          expect: expectation,
          include: ['test/end-to-end/**/*.test.ts'],
          setupFiles: [...setupFiles, 'test/setup/shared-processes.ts'],
          environment: sharedWorker,
          isolate: false,
          testTimeout: 300_000,
          hookTimeout: 180_000,
          maxWorkers: 5,
          maxConcurrency: 2,
          // By themselves: runs in real time must not meet the compilers of the integration tests.
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
