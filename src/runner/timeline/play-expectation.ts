import type { ProbeContext } from '../expectations/expectation.ts'
import { expectationOf } from '../expectations/registry.ts'
import type { ExpectationEntryPlan, Mode } from '../plan/plan.ts'
import type { Stage } from './play.ts'

/** Milliseconds: libp2p's own timeout for one dial is in this order. */
const mostPatience = 5000

/** Starts one expectation, asks what has to be asked, and ends it: settled, at its deadline, or with the run. */
export async function playExpectation(
  stage: Stage,
  entry: ExpectationEntryPlan,
  runEnds: Promise<void>,
): Promise<void> {
  const { clock, record, signal } = stage
  const { id, mode } = entry
  const ended = new AbortController()
  const settled = record.settled(id)
  record.log({ kind: 'expectation-started', entry: id })
  const deadline = mode.kind === 'never' ? runEnds : clock.sleepUntil(clock.now() + mode.time, ended.signal)
  const probing = keepProbing(stage, entry, AbortSignal.any([ended.signal, signal]))
  const interrupted = new Promise<'interrupted'>((resolve) => {
    if (signal.aborted) resolve('interrupted')
    signal.addEventListener('abort', () => resolve('interrupted'), { once: true, signal: ended.signal })
  })
  const cause = await Promise.race([
    settled.then(() => 'settled' as const),
    deadline.then(() => (mode.kind === 'never' ? ('run-ended' as const) : ('deadline' as const))),
    interrupted,
    probing.then(() => new Promise<never>(() => {})),
  ])
  ended.abort()
  deadline.catch(() => {})
  probing.catch(() => {})
  record.log({ kind: 'expectation-ended', entry: id, cause })
  signal.throwIfAborted()
}

/** An attempt that is under way when the expectation ends is left to finish by itself; it is not logged any more. */
async function keepProbing(stage: Stage, entry: ExpectationEntryPlan, signal: AbortSignal): Promise<void> {
  const { clock, node, record } = stage
  const { kind, params } = entry.expectation
  const { probe } = expectationOf(kind)
  if (probe === null || entry.every === null) return
  const context: ProbeContext = {
    clock,
    node,
    entry: entry.id,
    log: (event) => record.log(event),
    signal,
    mode: entry.mode.kind,
    patience: patienceFor(entry.mode),
    held: new Set(),
  }
  while (!signal.aborted) {
    await probe(context, params)
    if (signal.aborted) return
    await clock.sleepUntil(clock.now() + entry.every, signal).catch(() => {})
  }
}

/** What has to come true within some time is tried twice at least. */
function patienceFor(mode: Mode): number {
  return mode.kind === 'within' ? Math.min(mostPatience, Math.max(500, mode.time / 2)) : mostPatience
}
