/** Programs inside a lab's namespaces, for tests: what they print, and words to them. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { Lab } from '../../src/runner/fabrics/netns/lab.ts'
import { root } from './run-topology.ts'

export class LabPeer implements AsyncDisposable {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #lines: AsyncIterator<string>

  constructor(lab: Lab, machine: string, args: readonly string[]) {
    const launch = lab.place(machine, {
      file: 'python3',
      args: [path.join(root, 'test/fixtures/lab-peer.py'), ...args],
      env: process.env,
      cwd: root,
      folder: null,
    })
    this.#child = spawn(launch.file, [...launch.args], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#child.stdin.on('error', () => {})
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  /** The next line that it prints; null: it has ended. */
  async says(): Promise<string | null> {
    const { value, done } = await this.#lines.next()
    return done === true ? null : value
  }

  tell(line: string): void {
    this.#child.stdin.write(`${line}\n`)
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.kill('SIGKILL')
    await ended
  }
}
