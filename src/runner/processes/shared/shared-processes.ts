import { longestTimer } from '../../../base/longest-timer.ts'
import type { Directory } from '../../../protocol/directory.ts'
import type { NamedSettings } from '../../../protocol/start-parameters.ts'
import type { SharedNode } from './shared-node.ts'
import type { SharedProcess } from './shared-process.ts'

interface Held {
  readonly program: readonly string[]
  readonly process: SharedProcess
  nodes: number
}

/** The source of a run's processes, which takes them back. */
export interface ProcessSource {
  take(program: readonly string[]): SharedProcess
  giveBack(program: readonly string[], process: SharedProcess): void
}

/** The shared processes of one run: so many for each program. They go back to the pool with the run. */
export class SharedProcesses implements Disposable {
  readonly #source: ProcessSource
  readonly #most: number
  #directory: Directory = { names: {}, probers: [] }
  readonly #held = new Map<string, Held[]>()
  /** The processes themselves do not keep the runner alive. */
  readonly #alive = setInterval(() => {}, longestTimer)

  /** `most`: number of processes for one program. */
  constructor(source: ProcessSource, most: number) {
    this.#source = source
    this.#most = most
  }

  /** Tells all processes that open from now on of the peers of the run. */
  tell(directory: Directory): void {
    this.#directory = directory
  }

  /** Gives a node its place in the process with the fewest nodes. `program`: the arguments for Node. */
  open(program: readonly string[], settings: NamedSettings, logPath: string): SharedNode {
    const key = program.join('\0')
    const held = this.#held.get(key) ?? []
    this.#held.set(key, held)
    const usable = held.filter(({ process }) => !process.isOver && !process.isSpoilt)
    let place = usable.toSorted((a, b) => a.nodes - b.nodes)[0]
    if (place === undefined || (place.nodes > 0 && usable.length < this.#most)) {
      const process = this.#source.take(program)
      process.begin(this.#directory)
      place = { program, process, nodes: 0 }
      held.push(place)
    }
    place.nodes += 1
    return place.process.open(settings, logPath)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#alive)
    for (const held of this.#held.values())
      for (const { program, process } of held) this.#source.giveBack(program, process)
    this.#held.clear()
  }
}
