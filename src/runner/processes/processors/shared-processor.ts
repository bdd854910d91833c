/**
 * Keeps processes that take turns on one processor.
 *
 * In a small topology two nodes rarely work at once: the runner hands over from one to the next thousands of times a
 * second. The kernel puts each process that wakes on an idle processor, and waking a sleeping processor takes longer than
 * many steps. On one processor a hand-over is a switch between two processes. V8's own threads may still run anywhere.
 * A run takes less wall time this way; its events stay the same.
 *
 * Linux only, with taskset(1); elsewhere this does nothing.
 */
import { readFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import { execa } from 'execa'
import type { Effort } from '../../simulation/clock/virtual.ts'
import { TurnTaking } from './turn-taking.ts'

export interface SteppedRun {
  /** Rounds and steps of the virtual clock so far; null: the run is in real time, and shares nothing. */
  readonly effort: (() => Effort) | null
  /** The present processes of the nodes. */
  pids(): readonly number[]
}

/** Milliseconds of wall time between two looks. */
const interval = 250

/** The allowed processors before any run: a mask in hexadecimal, as taskset takes it. */
const everywhere = process.platform === 'linux' ? allowedProcessors() : ''

/** The processors, for all runs of a process. Two or more runs keep all processors busy by themselves. */
export class SharedProcessor {
  readonly #runs = new Set<SteppedRun>()

  /** Watches the run until it is disposed of; then every process may run everywhere again. */
  watch(run: SteppedRun): Disposable {
    const { effort } = run
    this.#runs.add(run)
    const ended = () => this.#runs.delete(run)
    if (effort === null || everywhere === '' || !isMainThread) return { [Symbol.dispose]: ended }
    const taking = new TurnTaking()
    const group = new PinnedProcesses()
    const timer = setInterval(() => {
      if (taking.look(effort(), this.#runs.size === 1)) group.keep([process.pid, ...run.pids()])
      else group.release()
    }, interval).unref()
    return {
      [Symbol.dispose]: () => {
        ended()
        clearInterval(timer)
        group.release()
      },
    }
  }
}

/** Processes whose main threads are on one processor. */
class PinnedProcesses {
  readonly #members = new Set<number>()
  #processor = ''
  /** Changes run one after the other, so that the last one asked for is the last one made. */
  #changes: Promise<void> = Promise.resolve()

  /** Adds processes that are new since the last call, and forgets those that have ended. */
  keep(pids: readonly number[]): void {
    if (this.#members.size === 0) this.#processor = currentProcessor()
    for (const pid of this.#members) if (!pids.includes(pid)) this.#members.delete(pid)
    for (const pid of pids) {
      if (this.#members.has(pid)) continue
      this.#members.add(pid)
      // A new process has all its threads on the runner's processor, which it inherited.
      const processor = this.#processor
      this.#change(() => allow(pid, 'all threads', everywhere))
      this.#change(() => allow(pid, 'main thread', processor))
    }
  }

  release(): void {
    for (const pid of this.#members) this.#change(() => allow(pid, 'all threads', everywhere))
    this.#members.clear()
  }

  #change(make: () => Promise<void>): void {
    this.#changes = this.#changes.then(make)
  }
}

async function allow(pid: number, who: 'main thread' | 'all threads', processors: string): Promise<void> {
  // The process may have ended, or the system may lack taskset: then nothing changes.
  await execa('taskset', [who === 'main thread' ? '-p' : '-ap', processors, String(pid)], {
    stdio: 'ignore',
    reject: false,
  })
}

function allowedProcessors(): string {
  const status = readFileSync('/proc/self/status', 'utf8')
  return /^Cpus_allowed:\s*(\S+)$/m.exec(status)?.[1]?.replaceAll(',', '') ?? ''
}

function currentProcessor(): string {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  // The second field, the name, may contain anything; see proc(5).
  const processor = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[36] ?? '0'
  return (1n << BigInt(processor)).toString(16)
}
