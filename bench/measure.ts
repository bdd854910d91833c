/** Helpers of the benchmarks: medians, and the cost of a process with its children. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks a second in /proc, on every Linux that Node runs on. */
const ticks = 100

export interface Cost {
  /** Seconds from the start of the process to its end. */
  readonly wall: number
  /** CPU seconds, including its children. */
  readonly cpu: number
  readonly stdout: string
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** Runs a Node program to its end. Throws with its output if it does not exit with 0. */
export async function costOf(args: readonly string[]): Promise<Cost> {
  const before = childrenCpu()
  const started = performance.now()
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  let wall = 0
  child.once('exit', () => {
    wall = (performance.now() - started) / 1000
  })
  await once(child, 'close')
  if (child.exitCode !== 0)
    throw new Error(`node ${args.join(' ')}: exit ${child.exitCode}\n${stdout}\n${stderr}`)
  return { wall, cpu: childrenCpu() - before, stdout }
}

/** CPU seconds of this process's ended children, and of theirs. */
export function childrenCpu(): number {
  return cpuFields('self', 13)
}

/** CPU seconds that a running process has used. */
export function cpuOf(pid: number | 'self'): number {
  return cpuFields(pid, 11)
}

/** Memory of a process in megabytes. Each shared page is divided by the number of its processes. */
export function memoryOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1]) / 1024
}

/** Returns the children of this process that run a bundle. */
export function nodePids(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
        return parent === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('.mjs')
      } catch {
        return false
      }
    })
}

/** Most memory that a process has had so far, in megabytes, with all its shared pages. */
export function peakMemoryOf(pid: number | 'self'): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(text)?.[1]) / 1024
}

/** Two neighbouring fields of /proc/<pid>/stat, counted from the one after the program's name. */
function cpuFields(pid: number | 'self', first: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[first]) + Number(fields[first + 1])) / ticks
}

/** `ratio 0.87 (at most 1.00: met)`. */
export function ratio(value: number, bound: 'at most' | 'at least' | null, target: number): string {
  if (bound === null) return `ratio ${value.toFixed(2)}`
  const met = bound === 'at most' ? value <= target : value >= target
  return `ratio ${value.toFixed(2)} (${bound} ${target}: ${met ? 'met' : 'missed'})`
}
