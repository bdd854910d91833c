import { readFileSync } from 'node:fs'

/** What a process has used of the machine. */
export interface ProcessUsage {
  /** Milliseconds of CPU, of user and system together. */
  readonly cpu: number
  /** The most memory that was resident at any moment, in bytes. */
  readonly peak: number
}

/** proc(5) counts in hundredths of a second, whatever the kernel's own clock. */
const millisecondsPerTick = 10

/** Of a process that is still there; null: it is gone, or the machine has no /proc. */
export function usageOf(pid: number): ProcessUsage | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name comes second, and may contain anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = Number(fields[11]) + Number(fields[12])
    const peak = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    // One that has ended and waits to be reaped has no memory any more.
    return peak === undefined ? null : { cpu: ticks * millisecondsPerTick, peak: Number(peak) * 1024 }
  } catch {
    return null
  }
}
