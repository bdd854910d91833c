import { type ExitCode, exitCode } from '../base/errors.ts'
import type { CliContext } from './context.ts'

/** Runs `act` until a signal: `ended` resolves at the first SIGTERM (0) or Ctrl-C (130). */
export async function untilEnded(
  context: CliContext,
  act: (ended: Promise<ExitCode>) => Promise<ExitCode>,
): Promise<ExitCode> {
  const ended = Promise.withResolvers<ExitCode>()
  const interrupt = () => ended.resolve(exitCode.interrupted)
  const terminate = () => ended.resolve(exitCode.pass)
  context.on('SIGINT', interrupt)
  context.on('SIGTERM', terminate)
  try {
    return await act(ended.promise)
  } finally {
    context.off('SIGINT', interrupt)
    context.off('SIGTERM', terminate)
  }
}
