import { readFileSync } from 'node:fs'

/** Resources that a process has used. */
export interface ProcessUsage {
  /** Milliseconds of CPU time, user and system together. */
  readonly cpu: number
  /** Peak resident memory, in bytes. */
  readonly peak: number
}

/** proc(5) always counts in hundredths of a second. */
const millisecondsPerTick = 10

/** Usage of a running process; null: the process has ended, or the system has no /proc. */
export function usageOf(pid: number): ProcessUsage | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field, the name, may contain anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = Number(fields[11]) + Number(fields[12])
    const peak = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    // A process that has ended and waits to be reaped has no memory.
    return peak === undefined ? null : { cpu: ticks * millisecondsPerTick, peak: Number(peak) * 1024 }
  } catch {
    return null
  }
}
