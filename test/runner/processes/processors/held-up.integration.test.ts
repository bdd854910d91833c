import { execa } from 'execa'
import { expect, test } from 'vitest'
import { sampleOf } from '../../../../src/runner/processes/processors/held-up.ts'

/** A process says `ready`, and does the work until its input ends. */
const program = (work: string) =>
  `${work}; process.stdout.write('ready'); process.stdin.on('end', () => process.exit()).resume()`

test.each<[string, string, boolean]>([
  ['waits', '', false],
  [
    'computes on another thread',
    `const again = () => crypto.pbkdf2('a', 'b', 1e6, 64, 'sha512', again); again()`,
    true,
  ],
])('a process that %s wants to work, or not', async (_, work, expected) => {
  await using child = ending(execa(process.execPath, ['-e', program(work)], { stdout: 'pipe' }))
  await new Promise((resolve) => child.process.stdout.once('data', resolve))
  const pid = child.process.pid ?? 0
  await expect.poll(() => sampleOf(pid)?.isWilling).toBe(expected)
  expect(sampleOf(pid)?.cpu).toBeGreaterThan(0)
})

test('a process that has ended has no sample', async () => {
  const child = execa(process.execPath, ['-e', ''])
  await child
  expect(sampleOf(child.pid ?? 0)).toBeNull()
})

function ending<P extends { readonly stdin: NodeJS.WritableStream } & PromiseLike<unknown>>(process: P) {
  return {
    process,
    [Symbol.asyncDispose]: async () => {
      process.stdin.end()
      await process
    },
  }
}
