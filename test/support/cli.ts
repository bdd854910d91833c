import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { cacheFolder } from '../../src/base/bundle-cache/cache-folder.ts'
import { commandHere, type FinishedCommand } from './command-here.ts'
import { root } from './run-topology.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** `topo` as a user runs it, in its own process. */
export class TopoCommand {
  readonly child: ChildProcess
  stdout = ''
  stderr = ''

  constructor(
    args: readonly string[],
    options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly stdin?: 'pipe' } = {},
  ) {
    this.child = spawn(process.execPath, [path.join(root, 'cli.ts'), ...args], {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: [options.stdin ?? 'ignore', 'pipe', 'pipe'],
    })
    this.child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      this.stdout += chunk
    })
    this.child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      this.stderr += chunk
    })
  }

  async end(): Promise<FinishedCommand> {
    const [code] = (await once(this.child, 'close')) as [number | null]
    return { code, stdout: this.stdout, stderr: this.stderr }
  }

  /** Resolves when the command has printed the text. Rejects when the command ends before that. */
  async prints(text: string): Promise<void> {
    const ended = once(this.child, 'close').then(() => true)
    while (!this.stdout.includes(text)) {
      const isOver = await Promise.race([
        ended,
        once(this.child.stdout ?? this.child, 'data').then(() => false),
      ])
      if (isOver && !this.stdout.includes(text)) {
        throw new Error(`topo ended before it printed "${text}":\n${this.stdout}${this.stderr}`)
      }
    }
  }
}

/** A command in this process, which takes no start of a process. `TopoCommand` is for signals, kills, input and other folders. */
export function topo(...args: readonly string[]): Promise<FinishedCommand> {
  return commandHere(args, process.env)
}

/** A cache folder without releases, for commands of their own. They need not bundle topo again. */
export function cacheWithoutReleases(): string {
  const cache = temporaryFolder()
  for (const name of ['bundles', 'compiled']) {
    const shared = path.join(cacheFolder(), name)
    mkdirSync(shared, { recursive: true })
    symlinkSync(shared, path.join(cache, name))
  }
  return cache
}

/** Pids of all processes whose environment contains the text. `TOPO_NODE` finds node processes. */
export function processesWith(text: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(text)
      } catch {
        return false
      }
    })
    .map(Number)
}
