/**
 * A small process that outlives the runner just long enough to end what it left behind. It is told of every process
 * group that is started, and when its standard input ends, for whatever reason the runner died, it kills them. A
 * paused node could not notice by itself that the runner is gone; neither could one in a busy loop.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { bundleEnvironment } from './bundle.ts'

const program = fileURLToPath(
  new URL(`./guardian-main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
)

export class Guardian implements Disposable {
  readonly #child: ChildProcess

  constructor() {
    this.#child = spawn(process.execPath, [program], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { ...process.env, ...bundleEnvironment() },
    })
    this.#child.unref()
    // A guardian that died is no reason to fail a run: the nodes watch their connection to the runner, too.
    this.#child.on('error', () => {})
    this.#child.stdin?.on('error', () => {})
  }

  watch(pid: number): void {
    this.#child.stdin?.write(`+${pid}\n`)
  }

  forget(pid: number): void {
    this.#child.stdin?.write(`-${pid}\n`)
  }

  [Symbol.dispose](): void {
    this.#child.stdin?.end()
  }
}
