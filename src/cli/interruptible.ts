import { HarnessError } from '../base/errors.ts'
import { ofAllRuns } from '../runner/processes/shared/process-pool.ts'
import type { CliContext } from './context.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs `act`, whose signal aborts at SIGINT, SIGTERM or SIGHUP. Returns true when that happened. Ends the processes that
 * the runs of `act` have shared.
 */
export async function interruptible(
  context: CliContext,
  act: (signal: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const interrupted = new AbortController()
  const interrupt = () => interrupted.abort(new HarnessError('it was interrupted'))
  for (const signal of signals) context.on(signal, interrupt)
  try {
    await act(interrupted.signal)
  } finally {
    for (const signal of signals) context.off(signal, interrupt)
    await ofAllRuns[Symbol.asyncDispose]()
  }
  return interrupted.signal.aborted
}
