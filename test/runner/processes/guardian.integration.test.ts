import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, describe, expect, test } from 'vitest'
import { isAlive } from '../../../src/base/is-alive.ts'
import { Guardian } from '../../../src/runner/processes/guardian.ts'

const started: ChildProcess[] = []

function start(guardian: Guardian): { readonly pid: number; readonly ended: Promise<unknown[]> } {
  const child = guardian.start(() => spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }))
  started.push(child)
  return { pid: child.pid ?? 0, ended: once(child, 'exit') }
}

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

describe('when the runner is gone, the guardian', () => {
  test('ends every process group that it watches, a stopped one too', async () => {
    const guardian = new Guardian()
    const [first, second, stopped] = [start(guardian), start(guardian), start(guardian)]
    process.kill(stopped.pid, 'SIGSTOP')
    guardian[Symbol.dispose]()
    for (const { ended } of [first, second, stopped]) expect(await ended).toEqual([null, 'SIGKILL'])
  })

  test('leaves forgotten process groups alone', async () => {
    const guardian = new Guardian()
    const all = Array.from({ length: 5 }, () => start(guardian))
    const [first, last] = [all.at(0), all.at(-1)]
    const forgotten = [all[1], all[3]].map((one) => one?.pid ?? 0)
    // Who was never watched, and who is forgotten twice, is no trouble.
    for (const pid of [...forgotten, ...forgotten, 1]) guardian.forget(pid)
    guardian[Symbol.dispose]()
    await Promise.all([first?.ended, all[2]?.ended, last?.ended])
    expect(forgotten.map(isAlive)).toEqual([true, true])
  })
})
