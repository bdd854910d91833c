/**
 * Keeps processes that take turns on one processor.
 *
 * In a small topology hardly ever two nodes have something to do at once: the runner hands over from one to the next
 * thousands of times a second. The kernel puts each that is woken on an idle processor, and to wake a sleeping
 * processor takes longer than many a step. On the same one, a hand-over is a switch between two processes. V8's own
 * threads stay free to run anywhere. What happens in a run does not depend on it, only how soon it is over.
 *
 * Linux only, with taskset(1); elsewhere everything stays as it is.
 */
import { readFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import { execa } from 'execa'
import type { Effort } from '../clock/virtual.ts'
import { TurnTaking } from './turn-taking.ts'

export interface Turns {
  /** What the clock has led its processes through so far. */
  effort(): Effort
  /** The processes that nodes run in now. */
  pids(): readonly number[]
}

/** Milliseconds of wall time between two looks. */
const interval = 250

/** The runs of this process that are under way: several keep the processors busy by themselves. */
const runs = new Set<Turns>()

/** Looks after it until it is disposed of; then every process may run everywhere again. */
export function shareProcessor(turns: Turns): Disposable {
  if (process.platform !== 'linux' || !isMainThread) return { [Symbol.dispose]: () => {} }
  const taking = new TurnTaking()
  const group = new Group()
  const timer = setInterval(() => {
    if (taking.look(turns.effort(), runs.size === 1)) group.keep([process.pid, ...turns.pids()])
    else group.release()
  }, interval).unref()
  runs.add(turns)
  return {
    [Symbol.dispose]: () => {
      runs.delete(turns)
      clearInterval(timer)
      group.release()
    },
  }
}

/** Processes whose main threads are on one processor. */
class Group {
  readonly #everywhere = allowedProcessors()
  readonly #members = new Set<number>()
  #processor = ''

  keep(pids: readonly number[]): void {
    if (this.#members.size === 0) this.#processor = currentProcessor()
    for (const pid of pids) {
      if (this.#members.has(pid)) continue
      this.#members.add(pid)
      allow(pid, '-p', this.#processor)
    }
  }

  release(): void {
    for (const pid of this.#members) allow(pid, '-ap', this.#everywhere)
    this.#members.clear()
  }
}

/** `-p`: the main thread alone; `-ap`: all threads, as those begun meanwhile have what the main thread had. */
function allow(pid: number, threads: '-p' | '-ap', processors: string): void {
  execa('taskset', [threads, processors, String(pid)], { stdio: 'ignore' }).catch(() => {
    // There is no taskset, or the process has ended: it runs where it did.
  })
}

/** A mask in hexadecimal, as taskset takes it. */
function allowedProcessors(): string {
  const status = readFileSync('/proc/self/status', 'utf8')
  return /^Cpus_allowed:\s*(\S+)$/m.exec(status)?.[1]?.replaceAll(',', '') ?? ''
}

function currentProcessor(): string {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  // The name comes second, and may contain anything; see proc(5).
  const processor = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[36] ?? '0'
  return (1n << BigInt(processor)).toString(16)
}
