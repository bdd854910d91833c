/** A Slurm cluster of this machine alone: munged, slurmctld and slurmd with their own settings, on loopback. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { hostname, userInfo } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const programs = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'sinfo', 'squeue'] as const
type Program = (typeof programs)[number]

const found = new Map(programs.map((name) => [name, find(name)]))

export const hasSlurm = findSlurm()

function findSlurm(): boolean {
  const missing = programs.filter((name) => found.get(name) === null)
  if (missing.length === 0) return true
  const advice = `there is no ${missing.join(', no ')}: apt-get install slurmctld slurmd slurm-client munge, or run .ci/run`
  process.stderr.write(`SKIPPED tests of Slurm: ${advice}\n`)
  return false
}

function find(name: Program): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/usr/bin']
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file)) ?? null
}

export class Slurm implements AsyncDisposable {
  readonly #folder: string
  readonly #env: NodeJS.ProcessEnv
  readonly #daemons: { readonly name: Program; readonly child: ChildProcess; output: string }[] = []

  private constructor(folder: string) {
    this.#folder = folder
    this.#env = { ...process.env, SLURM_CONF: path.join(folder, 'slurm.conf') }
  }

  /** Starts the daemons, with their files in `folder`. Resolves when the node can take jobs. */
  static async start(folder: string): Promise<Slurm> {
    const slurm = new Slurm(folder)
    try {
      await slurm.#start()
      return slurm
    } catch (error) {
      await slurm[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Submits a script and waits for the end of all its tasks. Returns the number of the job. */
  async submit(
    script: string,
    options: readonly string[],
    { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  ): Promise<string> {
    const { stdout, stderr } = spawnSync(program('sbatch'), ['--parsable', ...options, script], {
      cwd,
      env: { ...this.#env, ...env },
      encoding: 'utf8',
    })
    const job = stdout.trim()
    if (!/^\d+$/.test(job)) throw new Error(`sbatch: ${stdout}${stderr}\n${this.#outputs()}`)
    // `sbatch --wait` asks ever more rarely.
    await this.#until(() => this.#ask('squeue', '--noheader', '--jobs', job) === '')
    return job
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { child } of this.#daemons.toReversed()) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      const closed = once(child, 'close')
      child.kill('SIGTERM')
      await closed
    }
  }

  async #start(): Promise<void> {
    const inFolder = (name: string) => path.join(this.#folder, name)
    for (const name of ['state', 'spool']) mkdirSync(inFolder(name))
    writeFileSync(inFolder('munge.key'), randomBytes(128), { mode: 0o600 })
    writeFileSync(inFolder('slurm.conf'), configuration(this.#folder, await freePorts(2)))
    const files = {
      'key-file': 'munge.key',
      socket: 'munge.sock',
      'pid-file': 'munged.pid',
      'seed-file': 'seed',
    }
    const options = Object.entries(files).map(([option, name]) => `--${option}=${inFolder(name)}`)
    this.#run('munged', ['--foreground', '--force', '--origin=127.0.0.1', ...options])
    await this.#until(() => existsSync(inFolder('munge.sock')))
    this.#run('slurmctld', ['-D', '-i'])
    this.#run('slurmd', ['-D'])
    await this.#until(() => this.#ask('sinfo', '--noheader', '--format=%T') === 'idle')
  }

  /** The output of a command; null while the controller does not answer. */
  #ask(name: Program, ...args: readonly string[]): string | null {
    const { status, stdout } = spawnSync(program(name), args, { encoding: 'utf8', env: this.#env })
    return status === 0 ? stdout.trim() : null
  }

  #run(name: Program, args: readonly string[]): void {
    const child = spawn(program(name), args, { env: this.#env, stdio: ['ignore', 'pipe', 'pipe'] })
    const daemon = { name, child, output: '' }
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        daemon.output += text
      })
    this.#daemons.push(daemon)
  }

  /** Asks until the answer is yes. Rejects when a daemon has ended. */
  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.#daemons.some(({ child }) => child.exitCode !== null)) throw new Error(this.#outputs())
      await wait(100)
    }
  }

  #outputs(): string {
    return this.#daemons.map(({ name, output }) => `${name}:\n${output}`).join('\n')
  }
}

function program(name: Program): string {
  const file = found.get(name)
  if (file === null || file === undefined) throw new Error(`there is no ${name}`)
  return file
}

/** https://slurm.schedmd.com/slurm.conf.html */
function configuration(folder: string, [controlPort, nodePort]: readonly number[]): string {
  const [host = ''] = hostname().split('.')
  const user = userInfo().username
  return `ClusterName=topo
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${controlPort}
SlurmdPort=${nodePort}
SlurmUser=${user}
SlurmdUser=${user}
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.sock
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0
ReturnToService=2
NodeName=${host} NodeAddr=127.0.0.1 CPUs=2
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}
