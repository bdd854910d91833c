/** Starts a node's program as a child process, in a process group of its own. */
import type { Socket } from 'node:net'
import { execa } from 'execa'
import { withAdvice } from '../../../base/advice.ts'
import { type NodeStart, startVariable } from '../../../protocol/start-parameters.ts'
import { withDescriptor } from '../node-folders.ts'
import type { Launch } from '../node-program.ts'
import { NodeOutput } from '../output.ts'

export interface SpawnOptions {
  readonly launch: Launch
  /** Parameters for a program that calls in; null: it does not. */
  readonly start: NodeStart | null
  readonly logPath: string
  readonly onLine: (line: string) => void
  /** Returns the time of the run's clock for a printed line; null: messages bring the times. */
  readonly now: (() => number) | null
}

/** execa passes a descriptor on at any place; its types know that of the first three only. */
function extra(descriptor: number | null): 'inherit'[] {
  return descriptor === null ? [] : [descriptor as unknown as 'inherit']
}

export interface Spawned {
  /** 0: the process could not be started. */
  readonly pid: number
  readonly output: NodeOutput
  /** Resolves when the process has ended and its output has been read. Never rejects. */
  readonly ended: Promise<ProcessEnd>
  /** Lets the runner end while the process runs. */
  unref(): void
}

export interface ProcessEnd {
  readonly code: number | null
  readonly signal: string | null
  /** Reason why there was no process; null: there was one. */
  readonly failure: string | null
}

export function spawn({ launch, start, logPath, onLine, now }: SpawnOptions): Spawned {
  const env = { ...launch.env, ...(start !== null && { [startVariable]: JSON.stringify(start) }) }
  const child = withDescriptor(launch.folder, (descriptor) =>
    execa(launch.file, [...launch.args], {
      cwd: launch.cwd,
      env,
      extendEnv: false,
      // The descriptor of the node's folder has the number that its place here gives it.
      stdio: ['ignore', 'pipe', 'pipe', ...extra(descriptor)],
      buffer: false,
      reject: false,
      cleanup: false,
      detached: true,
    }),
  )
  const pid = child.pid ?? 0
  const output = new NodeOutput(logPath, { onLine, now })
  output.read(child.stdout)
  output.read(child.stderr)
  // execa waits until all pipes are closed; processes that this one left behind may hold them for long.
  child.nodeChildProcess.once('exit', () => {
    signalGroup(pid, 'SIGKILL')
    output.leave()
  })
  const ended = child.then(({ exitCode, signal, originalMessage }) => ({
    code: exitCode ?? null,
    signal: signal ?? null,
    // With a process, the message at most says that topo closed its pipes.
    failure: pid > 0 ? null : (originalMessage ?? null),
  }))
  const unref = () => {
    child.nodeChildProcess.unref()
    for (const pipe of [child.stdout, child.stderr]) (pipe as Partial<Socket>).unref?.()
  }
  return { pid, output, ended, unref }
}

/** Signals the whole process group of a process; no effect after the group has ended. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  if (pid <= 0) return
  try {
    process.kill(-pid, signal)
  } catch {
    // The group has ended.
  }
}

export function describeEnd({ code, signal, failure }: ProcessEnd): string {
  if (signal !== null) return `its process was ended by ${signal}`
  return code === null
    ? `its process could not be started (${withAdvice(failure ?? '')})`
    : `its process ended with exit code ${code}`
}
