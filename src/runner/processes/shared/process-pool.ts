/**
 * Processes that outlive the runs whose nodes they held. The next run finds them warm: the program is loaded and
 * compiled. A process holds the nodes of one run at a time, and goes on only if all of them came to rest.
 */
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { longestTimer } from '../../../base/longest-timer.ts'
import { ControlHub } from '../control-hub.ts'
import { Guardian } from '../guardian.ts'
import { NodeFolders } from '../node-folders.ts'
import { agentLaunch } from '../node-program.ts'
import { SharedProcess } from './shared-process.ts'
import { SharedProcesses } from './shared-processes.ts'

/** Nodes after which a process is replaced, so that nothing that a library keeps for ever can add up. */
const mostNodes = 1000

/** Milliseconds of wall time that a step may last on after the end of its run. */
const longestRest = 2000

interface Pooled {
  readonly program: string
  readonly process: SharedProcess
}

/** The things that the processes need, made for the first one. */
interface Opened {
  readonly hub: ControlHub
  readonly guardian: Guardian
  readonly folders: NodeFolders
  readonly close: () => void
}

export class ProcessPool implements AsyncDisposable {
  readonly #idle: Pooled[] = []
  readonly #all = new Set<SharedProcess>()
  #opening: Promise<Opened> | null = null
  #made = 0

  /** Shares processes among the nodes of a run: at most so many for each program. */
  async share(most: number): Promise<SharedProcesses> {
    this.#opening ??= open()
    const opened = await this.#opening.catch((error: unknown) => {
      // The next run may have better luck.
      this.#opening = null
      throw error
    })
    return new SharedProcesses(
      {
        take: (program) => this.#take(program, opened),
        giveBack: (program, process) => {
          this.#giveBack(program, process)
        },
      },
      most,
    )
  }

  /** A process for the program: one that waits for work, or a new one. */
  #take(program: readonly string[], { hub, guardian, folders }: Opened): SharedProcess {
    const key = program.join('\0')
    const at = this.#idle.findLastIndex((one) => one.program === key && !one.process.isOver)
    const [waiting] = at === -1 ? [] : this.#idle.splice(at, 1)
    if (waiting !== undefined) return waiting.process
    this.#made += 1
    const name = `shared-${this.#made}`
    const folder = folders.of(name)
    const process = new SharedProcess({
      name,
      launch: agentLaunch(program, folder),
      logPath: path.join(folder, 'output.log'),
      hub,
      guardian,
    })
    this.#all.add(process)
    process.ended.then(() => this.#all.delete(process))
    return process
  }

  /** Takes a process back at the end of a run, when the steps that its last round began have ended. */
  async #giveBack(program: readonly string[], process: SharedProcess): Promise<void> {
    if (process.isBusy) await Promise.race([process.rest(), setTimeout(longestRest, null, { ref: false })])
    if (process.isOver) return
    if (process.isBusy || process.isSpoilt || process.opened >= mostNodes) {
      process.kill()
      return
    }
    this.#idle.push({ program: program.join('\0'), process })
    if (this.#idle.length > availableParallelism()) this.#idle.shift()?.process.kill()
  }

  /** Ends all processes. Further runs start new ones. */
  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.#all]
    const opening = this.#opening
    this.#idle.length = 0
    this.#opening = null
    for (const process of all) process.kill()
    // The processes themselves do not keep the runner alive.
    const alive = setInterval(() => {}, longestTimer)
    await Promise.all(all.map(({ ended }) => ended))
    clearInterval(alive)
    if (opening === null) return
    const { hub, guardian, folders, close } = await opening
    await hub[Symbol.asyncDispose]()
    guardian[Symbol.dispose]()
    folders[Symbol.dispose]()
    close()
  }
}

/** The processes of all runs in this program. */
export const ofAllRuns = new ProcessPool()

async function open(): Promise<Opened> {
  const folders = new NodeFolders()
  // For a program that ends without ending the pool.
  const removeFolders = () => folders[Symbol.dispose]()
  process.once('exit', removeFolders)
  const hub = await ControlHub.open().catch((error: unknown) => {
    removeFolders()
    throw error
  })
  hub.unref()
  return {
    folders,
    hub,
    guardian: new Guardian(folders.root),
    close: () => process.off('exit', removeFolders),
  }
}
