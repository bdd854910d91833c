/**
 * A lab: network namespaces that exist as long as one process, the keeper, does. Nothing of it is left when the runner
 * ends in any way, because the keeper ends with its standard input. It needs no root: the keeper has a user namespace.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { HarnessError, messageOf } from '../../../base/errors.ts'
import type { Guardian } from '../../processes/guardian.ts'
import { signalGroup } from '../../processes/life/spawn.ts'
import type { Launch } from '../../processes/node-program.ts'
import type { Device, LabLayout } from './lab-layout.ts'
import { notAllowed, withoutTun } from './not-allowed.ts'
import { setUpScripts } from './set-up-script.ts'
import { findTools, type Tool } from './tools.ts'
import { WireProcess } from './wire-process.ts'

export interface LabOptions {
  /** An empty folder for the files of the namespaces. */
  readonly folder: string
  readonly guardian: Pick<Guardian, 'start' | 'forget'>
  readonly seed: number
  readonly layout: LabLayout
}

/** Milliseconds for the keeper and for each script. */
const longestScript = 60_000

/** Makes a namespace for each name, says so, and lives as long as its standard input. */
const keeperProgram = `
cd "$1" && shift && : > internet && mount --bind /proc/self/ns/net internet || exit 1
for name; do : > "machines/$name" && unshare --net="machines/$name" true || exit 1; done
echo ready
exec cat
`

export class Lab implements AsyncDisposable {
  readonly wires: WireProcess
  readonly #keeper: ChildProcessWithoutNullStreams
  readonly #options: LabOptions
  readonly #tools: Readonly<Record<Tool, string>>
  readonly #hasUsers: boolean

  private constructor(
    options: LabOptions,
    tools: Readonly<Record<Tool, string>>,
    keeper: ChildProcessWithoutNullStreams,
    hasUsers: boolean,
  ) {
    this.#options = options
    this.#tools = tools
    this.#keeper = keeper
    this.#hasUsers = hasUsers
    const program = fileURLToPath(new URL('./wires.py', import.meta.url))
    const args = [...this.#enter(), '--', tools.python3, program, String(options.seed)]
    this.wires = new WireProcess(
      options.guardian.start(() =>
        spawn(tools.nsenter, args, { detached: true, stdio: ['pipe', 'pipe', 'pipe'] }),
      ),
    )
  }

  /** Throws {@link HarnessError} with advice where the machine cannot or may not have namespaces. */
  static async open(options: LabOptions): Promise<Lab> {
    const tools = findTools()
    mkdirSync(path.join(options.folder, 'machines'), { recursive: true, mode: 0o700 })
    // As root the plain way is the more capable one, but a container may allow only the other.
    const ways = process.getuid?.() === 0 ? [false, true] : [true]
    let problem = ''
    for (const hasUsers of ways) {
      const keeper = startKeeper(options, tools, hasUsers)
      const answer = await readiness(keeper)
      if (answer === null) {
        const lab = new Lab(options, tools, keeper, hasUsers)
        try {
          await lab.#setUp()
        } catch (error) {
          await lab[Symbol.asyncDispose]()
          throw withoutTun(messageOf(error)) ?? error
        }
        return lab
      }
      options.guardian.forget(keeper.pid ?? 0)
      problem = answer
    }
    throw notAllowed(problem)
  }

  async #setUp(): Promise<void> {
    const { layout } = this.#options
    for (const { name, inner, outer } of layout.wires) {
      await this.wires.ask({ do: 'wire', wire: name, inner: this.#end(inner), outer: this.#end(outer) })
    }
    for (const { machine, script } of setUpScripts(layout)) await this.run(machine, script)
  }

  /** Runs a script of `sh` in the namespace of a machine, or (null) of the internet. Returns its output. */
  async run(machine: string | null, script: string): Promise<string> {
    const net = `--net=${this.namespaceFile(machine)}`
    const { stdout, stderr, exitCode, timedOut } = await execa(
      this.#tools.nsenter,
      [...this.#users(), net, '--', 'sh', '-e', '-s'],
      {
        input: script,
        reject: false,
        timeout: longestScript,
        env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
      },
    )
    if (exitCode !== 0) {
      const problem = timedOut ? `its script did not end within ${longestScript / 1000} s` : stderr
      throw new HarnessError(`the namespace of ${machine ?? 'the internet'} could not be set up: ${problem}`)
    }
    return stdout
  }

  /** Makes the namespace of a machine anew: everything that its kernel knew is gone. Its wire must be off. */
  async renew(machine: string): Promise<void> {
    const file = path.join(this.#options.folder, 'machines', machine)
    const { exitCode, message } = await execa(
      this.#tools.nsenter,
      [...this.#enter(), '--', 'sh', '-e', '-s', file],
      { input: 'umount "$1"; unshare --net="$1" true', reject: false, timeout: longestScript },
    )
    if (exitCode !== 0)
      throw new HarnessError(`the namespace of ${machine} could not be made anew: ${message ?? ''}`)
  }

  /** Makes a launch start its program in the namespace of a machine. */
  place(machine: string, launch: Launch): Launch {
    const net = `--net=${this.namespaceFile(machine)}`
    return {
      ...launch,
      file: this.#tools.nsenter,
      args: [...this.#users(), net, '--', launch.file, ...launch.args],
    }
  }

  /** A device for the wires, whose process sees the keeper's files. */
  device(device: Device): readonly [namespace: string, device: string] {
    return this.#end(device)
  }

  #end({ machine, name }: Device): readonly [string, string] {
    return [path.join(this.#options.folder, this.#file(machine)), name]
  }

  #file(machine: string | null): string {
    return machine === null ? 'internet' : path.join('machines', machine)
  }

  /** The namespace of a machine, or (null) of the internet, as a file that processes outside of the lab can open. */
  namespaceFile(machine: string | null): string {
    return `/proc/${this.#keeper.pid}/root${path.join(this.#options.folder, this.#file(machine))}`
  }

  #users(): readonly string[] {
    return this.#hasUsers ? ['--target', String(this.#keeper.pid), '--user', '--preserve-credentials'] : []
  }

  /** Options of nsenter for the keeper's own namespaces. */
  #enter(): readonly string[] {
    const users = this.#hasUsers ? ['--user', '--preserve-credentials'] : []
    return ['--target', String(this.#keeper.pid), ...users, '--mount', '--net']
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { guardian } = this.#options
    await this.wires.end()
    guardian.forget(this.wires.pid)
    const pid = this.#keeper.pid ?? 0
    const ended = new Promise<void>((resolve) => this.#keeper.once('exit', () => resolve()))
    if (this.#keeper.exitCode === null && this.#keeper.signalCode === null) {
      signalGroup(pid, 'SIGKILL')
      await ended
    }
    guardian.forget(pid)
  }
}

function startKeeper(
  { folder, layout, guardian }: LabOptions,
  tools: Readonly<Record<Tool, string>>,
  hasUsers: boolean,
): ChildProcessWithoutNullStreams {
  const users = hasUsers ? ['--user', '--map-root-user'] : []
  const script = ['sh', '-c', keeperProgram, 'topo-lab', folder, ...layout.machines]
  return guardian.start(() =>
    spawn(tools.unshare, [...users, '--net', '--mount', '--', ...script], {
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    }),
  )
}

/** Resolves with null when the keeper is ready, or with what it said when it failed. */
async function readiness(keeper: ChildProcessWithoutNullStreams): Promise<string | null> {
  let said = ''
  keeper.stderr.on('data', (chunk: Buffer) => {
    said += String(chunk)
  })
  keeper.stdin.on('error', () => {})
  const lines = createInterface({ input: keeper.stdout })
  return new Promise((resolve) => {
    const late = `no namespaces within ${longestScript / 1000} s`
    const timer = setTimeout(() => keeper.kill('SIGKILL') && resolve(late), longestScript)
    keeper.once('close', () => clearTimeout(timer))
    lines.once('line', () => {
      clearTimeout(timer)
      resolve(null)
    })
    keeper.once('error', ({ message }) => resolve(message))
    keeper.once('close', () => resolve(said))
  })
}
