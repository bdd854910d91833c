/** Ends a node's process: request, TERM, grace, KILL. */
import type { Clock } from '../../simulation/clock/clock.ts'
import type { EndKind } from '../../simulation/node-handle.ts'
import type { NodeLife } from './node-life.ts'

export interface StopOptions {
  readonly clock: Clock
  /** Grace period, in milliseconds: by the run's clock for the request, and again by wall time for the signal. */
  readonly grace: number
  readonly signal: NodeJS.Signals
}

/** Asks the node to stop. Resolves when the node has stopped, or when the grace period is over. */
export async function askToStop(
  life: NodeLife,
  ask: () => Promise<unknown>,
  { clock, grace }: StopOptions,
): Promise<void> {
  const answered = new AbortController()
  const patience = clock.sleepUntil(clock.now() + grace, answered.signal).catch(() => {})
  const stopped = ask().catch(() => {})
  await Promise.race([stopped, life.ended, patience])
  answered.abort()
}

/** Resolves when the process has ended, by its signal or at the end of the grace period by SIGKILL. */
export async function terminate(life: NodeLife, options: StopOptions): Promise<void> {
  life.prepareEnd()
  life.signal(options.signal)
  // A stopped process does not see the signal before it continues.
  life.signal('SIGCONT')
  await within(options.grace, life.ended)
  if (life.state.kind !== 'over') await killProcess(life, options)
}

export async function killProcess(
  life: NodeLife,
  { clock }: StopOptions,
  how: EndKind = 'exit',
): Promise<void> {
  life.prepareEnd(how)
  await clock.hold(async () => {
    life.signal('SIGKILL')
    await life.ended
  })
}

/** Resolves with the promise, and after so many milliseconds of wall time at the latest. */
async function within(milliseconds: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  await Promise.race([promise, timeout])
  clearTimeout(timer)
}
