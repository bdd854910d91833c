import { HarnessError } from '../base/errors.ts'
import type { CliContext } from './context.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Runs `act`, whose signal aborts at SIGINT, SIGTERM or SIGHUP. Returns true when that happened. */
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
  }
  return interrupted.signal.aborted
}
