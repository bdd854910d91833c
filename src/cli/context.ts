import type { ExitCode } from '../base/errors.ts'

/** The parts of its process that a command may use. */
export interface Surroundings {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly env: NodeJS.ProcessEnv
  on(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): unknown
  off(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): unknown
}

/** The surroundings of a command, and the function that takes its exit code. */
export interface CliContext extends Surroundings {
  done(code: ExitCode): void
}
