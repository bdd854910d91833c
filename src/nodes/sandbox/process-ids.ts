/**
 * Process ids from the seed, for `process.pid` and `process.ppid`. Node prints its process id before each warning, and
 * programs print theirs in logs and file names. The machine's ids would make every run different.
 */
import { Generator } from './random/generator.ts'
import { real } from './real.ts'
import { disguise, replace, replaceGetter } from './replace.ts'

export class ProcessIds {
  readonly own: number
  readonly parent: number

  constructor(seed: string) {
    const numbers = new Generator(`${seed}:processes`)
    // Not 1: programs take it for a sign that their parent has ended.
    this.parent = numbers.integer(1000, 10_000)
    this.own = numbers.integer(10_000, 32_768)
  }

  /** The machine's id for an id that the program knows. */
  ofMachine(id: number): number {
    if (Math.abs(id) === this.own) return Math.sign(id) * real.pid
    return id === this.parent ? real.ppid : id
  }
}

export function installProcessIds(present: () => ProcessIds): void {
  replaceGetter(process, 'pid', () => present().own)
  replaceGetter(process, 'ppid', () => present().parent)
  const { kill } = process
  const killByVirtualId = (pid: number, signal?: string | number) =>
    kill.call(process, present().ofMachine(Number(pid)), signal)
  replace(process, 'kill', disguise(killByVirtualId, kill))
}
