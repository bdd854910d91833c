/**
 * Tells if the machine holds a process up: it wants to work, and other programs have the processors. Such a process is
 * not stuck.
 */
import { readFileSync } from 'node:fs'

export interface ProcessSample {
  /** Wants to work: it runs, waits for a processor, or waits for a disk. */
  readonly isWilling: boolean
  /** Milliseconds of CPU time so far. */
  readonly cpu: number
}

/** A process with less of the wall time than this is held up. */
const fairShare = 0.5

/** Returns a function to be called about once a second. `sample` returns null for a process that has ended. */
export function heldUpWatch(
  sample: (pid: number) => ProcessSample | null = sampleOf,
  now: () => number = () => performance.now(),
): (pids: readonly number[]) => boolean {
  const last = new Map<number, { readonly cpu: number; readonly at: number }>()
  return (pids) => {
    const at = now()
    const answers = pids.map((pid) => {
      const { isWilling, cpu } = sample(pid) ?? { isWilling: false, cpu: 0 }
      const before = last.get(pid)
      last.set(pid, { cpu, at })
      if (!isWilling) return false
      // The second sample tells.
      return before === undefined || cpu - before.cpu < fairShare * (at - before.at)
    })
    return answers.includes(true)
  }
}

/** proc(5) always counts in hundredths of a second. */
const millisecondsPerTick = 10

/** null also where the system has no /proc. */
function sampleOf(pid: number): ProcessSample | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field, the name, may contain anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const cpu = (Number(fields[11]) + Number(fields[12])) * millisecondsPerTick
    return { isWilling: fields[0] === 'R' || fields[0] === 'D', cpu }
  } catch {
    return null
  }
}
