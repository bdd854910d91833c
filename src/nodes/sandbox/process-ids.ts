/**
 * Process ids from the seed, for `process.pid` and `process.ppid`. Node prints its process id before each warning, and
 * programs print theirs in logs and file names. The machine's ids would make every run different.
 */
import { Generator } from './random/generator.ts'
import { real } from './real.ts'
import { disguise, replace } from './replace.ts'

export function installProcessIds(seed: string): void {
  const numbers = new Generator(`${seed}:processes`)
  // Not 1: programs take it for a sign that their parent has ended.
  const parent = numbers.integer(1000, 10_000)
  const own = numbers.integer(10_000, 32_768)
  replace(process, 'pid', own)
  replace(process, 'ppid', parent)

  const { kill } = process
  const machines = new Map([
    [own, real.pid],
    [-own, -real.pid],
    [parent, real.ppid],
  ])
  const killByVirtualId = (pid: number, signal?: string | number) =>
    kill.call(process, machines.get(Number(pid)) ?? pid, signal)
  replace(process, 'kill', disguise(killByVirtualId, kill))
}
