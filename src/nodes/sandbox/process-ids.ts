/**
 * Process ids that follow from the seed, for `process.pid` and `process.ppid`. Node prints its own in front of each
 * warning, and programs print theirs in logs and names of files: the machine's would make every run another one.
 */
import { Generator } from './random/generator.ts'
import { real } from './real.ts'
import { disguise, replace } from './replace.ts'

export function installProcessIds(seed: string): void {
  const numbers = new Generator(`${seed}:processes`)
  // Not 1, which programs take for a sign that their parent is gone.
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
