import type { ExitCode } from '../base/errors.ts'

/** What a command may touch of the process that it runs in. */
export interface Surroundings {
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly env: NodeJS.ProcessEnv
  on(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): unknown
  off(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): unknown
}

/** How a command tells its exit code. */
export interface CliContext extends Surroundings {
  done(code: ExitCode): void
}
