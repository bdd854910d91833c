import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/end-to-end/**'],
          testTimeout: 30_000,
          // The fast ones first; in group 0 they would come last on a machine with two processors.
          sequence: { groupOrder: 1 },
        },
      },
      // Real processes and real time: the machine is theirs one file at a time.
      {
        test: {
          name: 'end-to-end',
          include: ['test/end-to-end/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          // Two of these at once leave a machine with two processors room to keep real time.
          maxConcurrency: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
