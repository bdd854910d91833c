import { defineConfig } from 'vitest/config'

/** Runs in real time: a busy machine can change their verdicts. */
const realTime = 'test/end-to-end/**/*.real-time.test.ts'

export default defineConfig({
  test: {
    globalSetup: ['test/setup/temporary-directory.ts'],
    projects: [
      // Starts no process and listens on no socket: test/setup/unit.ts forbids both.
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.integration.test.ts', 'test/end-to-end/**'],
          setupFiles: ['test/setup/each-file.ts', 'test/setup/unit.ts'],
          testTimeout: 30_000,
          // One import of each module for all files of a worker.
          isolate: false,
          // In group 0 they would come last on a machine with two processors.
          sequence: { groupOrder: 1 },
        },
      },
      // Starts single processes, listens on sockets, makes bundles.
      {
        test: {
          name: 'integration',
          include: ['test/**/*.integration.test.ts'],
          setupFiles: ['test/setup/each-file.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      // Runs topologies in virtual time, which no load changes: several files at once.
      {
        test: {
          name: 'end-to-end',
          include: ['test/end-to-end/**/*.test.ts'],
          exclude: [realTime],
          setupFiles: ['test/setup/each-file.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          maxConcurrency: 2,
          sequence: { groupOrder: 3 },
        },
      },
      // Runs topologies in real time: one file at a time, when nothing else runs.
      {
        test: {
          name: 'end-to-end-real-time',
          include: [realTime],
          setupFiles: ['test/setup/each-file.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          maxConcurrency: 2,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
