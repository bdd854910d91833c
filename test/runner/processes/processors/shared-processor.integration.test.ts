import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { expect, onTestFinished, test, vi } from 'vitest'
import { SharedProcessor } from '../../../../src/runner/processes/processors/shared-processor.ts'

const isPossible = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0

/** The processors that each thread of a process may run on, its main thread first. */
function allowed(pid: number): readonly string[] {
  const threads = readdirSync(`/proc/${pid}/task`).sort((a, b) => Number(a) - Number(b))
  return threads.map((thread) => {
    const status = readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8')
    return /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? ''
  })
}

async function startNode(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log()'])
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child.pid ?? 0
}

test.runIf(isPossible)(
  'main threads that take turns share a processor, and are let go at the end',
  async () => {
    const pids = [await startNode(), await startNode()]
    const before = pids.map(allowed)
    const everywhere = before[0]?.[0]
    let rounds = 0
    const effort = () => {
      rounds += 1000
      return { rounds, steps: rounds }
    }
    const processor = new SharedProcessor()
    const sharing = processor.watch({ effort, pids: () => pids })
    onTestFinished(() => sharing[Symbol.dispose]())
    await vi.waitFor(() => {
      const mains = [process.pid, ...pids].map((pid) => allowed(pid)[0])
      expect(new Set(mains).size).toBe(1)
      expect(mains[0]).toMatch(/^\d+$/)
    }, 20_000)
    for (const pid of pids) expect(allowed(pid).slice(1)).toContain(everywhere)
    // A second run, in real time, needs the processors for itself.
    const other = processor.watch({ effort: null, pids: () => [] })
    await vi.waitFor(
      () =>
        expect([process.pid, ...pids].map((pid) => allowed(pid)[0])).toEqual([
          everywhere,
          everywhere,
          everywhere,
        ]),
      20_000,
    )
    other[Symbol.dispose]()
    sharing[Symbol.dispose]()
    await vi.waitFor(() => expect(pids.map(allowed)).toEqual(before), 20_000)
    await vi.waitFor(() => expect(allowed(process.pid)[0]).toBe(everywhere), 20_000)
  },
)
