/**
 * Tells if the machine holds a process up: it wants to work, and waits for a processor or a disk that others use. Such a
 * process is not stuck.
 */
import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessSample {
  /** One of its threads wants to work: it runs, waits for a processor, or waits for a disk. */
  readonly isWilling: boolean
  /** Milliseconds of CPU time so far, of all threads. */
  readonly cpu: number
}

interface WatchedProcess {
  readonly firstCpu: number
  /** Samples in a row in which it did not want to work. */
  unwilling: number
}

/** A process that had a processor for this part of the limit is not held up. */
const fairShare = 0.5
/** A thread that works with a disk sleeps for moments. After so many samples without a wish to work, the process waits. */
const moments = 3

/**
 * Returns a function to be called about once a second while a round lasts, with the processes that it waits for. `isNew`:
 * the first time in a round. `limit`: milliseconds that a round may take where nothing holds its processes up. `sample`
 * returns null for a process that has ended.
 */
export function heldUpWatch(
  limit: number,
  sample: (pid: number) => ProcessSample | null = sampleOf,
): (pids: ReadonlySet<number>, isNew: boolean) => boolean {
  const watched = new Map<number, WatchedProcess>()
  return (pids, isNew) => {
    if (isNew) watched.clear()
    let isHeldUp = false
    for (const pid of pids) {
      const taken = sample(pid)
      if (taken === null) continue
      const { isWilling, cpu } = taken
      const known = watched.get(pid) ?? { firstCpu: cpu, unwilling: moments }
      watched.set(pid, known)
      known.unwilling = isWilling ? 0 : known.unwilling + 1
      const wasServed = cpu - known.firstCpu >= fairShare * limit
      if (known.unwilling < moments && !wasServed) isHeldUp = true
    }
    return isHeldUp
  }
}

/** proc(5) always counts in hundredths of a second. */
const millisecondsPerTick = 10

/** null also where the system has no /proc. */
export function sampleOf(pid: number): ProcessSample | null {
  const fields = statOf(`/proc/${pid}`)
  if (fields === null) return null
  const cpu = (Number(fields[11]) + Number(fields[12])) * millisecondsPerTick
  return { isWilling: threadsOf(pid).some((thread) => willing.has(statOf(thread)?.[0] ?? '')), cpu }
}

/** Running or ready to run, and waiting for a disk. */
const willing: ReadonlySet<string> = new Set(['R', 'D'])

/** Libuv's threads read files and do the work of crypto while the main thread sleeps. */
function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}`)
  } catch {
    return []
  }
}

/** Fields of proc(5)'s `stat` from the third on; null: the process or thread has ended. */
function statOf(folder: string): readonly string[] | null {
  try {
    const stat = readFileSync(`${folder}/stat`, 'utf8')
    // The second field, the name, may contain anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}
