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
import type { Effort } from '../../simulation/clock/virtual.ts'
import { TurnTaking } from './turn-taking.ts'

export interface Turns {
  /** What the clock has led its processes through so far; null: it is the real one, and they share nothing. */
  readonly effort: (() => Effort) | null
  /** The processes that nodes run in now. */
  pids(): readonly number[]
}

/** Milliseconds of wall time between two looks. */
const interval = 250

/** The runs of this process that are under way: several keep the processors busy by themselves. */
const runs = new Set<Turns>()

/** As it was before any run: a mask in hexadecimal, as taskset takes it. */
const everywhere = process.platform === 'linux' ? allowedProcessors() : ''

/** Looks after it until it is disposed of; then every process may run everywhere again. */
export function shareProcessor(turns: Turns): Disposable {
  const { effort } = turns
  runs.add(turns)
  const ended = () => runs.delete(turns)
  if (effort === null || everywhere === '' || !isMainThread) return { [Symbol.dispose]: ended }
  const taking = new TurnTaking()
  const group = new Group()
  const timer = setInterval(() => {
    if (taking.look(effort(), runs.size === 1)) group.keep([process.pid, ...turns.pids()])
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

/** Processes whose main threads are on one processor. */
class Group {
  readonly #members = new Set<number>()
  #processor = ''
  /** One after the other: of two at once, nobody knows which comes last. */
  #changes: Promise<void> = Promise.resolve()

  /** Those that have joined and those that have ended since the last call are noticed. */
  keep(pids: readonly number[]): void {
    if (this.#members.size === 0) this.#processor = currentProcessor()
    for (const pid of this.#members) if (!pids.includes(pid)) this.#members.delete(pid)
    for (const pid of pids) {
      if (this.#members.has(pid)) continue
      this.#members.add(pid)
      // One that was begun meanwhile has all its threads where the runner, which began it, is.
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
  // It may have ended, or there is no taskset: then everything runs where it did.
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
  // The name comes second, and may contain anything; see proc(5).
  const processor = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[36] ?? '0'
  return (1n << BigInt(processor)).toString(16)
}
