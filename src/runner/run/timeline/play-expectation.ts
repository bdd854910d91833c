import { createRandom } from '../../../base/random.ts'
import type { ProbeContext } from '../../language/expectations/expectation.ts'
import { expectationOf } from '../../language/expectations/registry.ts'
import { dialTimeOf } from '../../language/plan/dial-time.ts'
import type { ExpectationEntryPlan } from '../../language/plan/plan.ts'
import { FollowedRelays } from './follow-relays.ts'
import type { Stage } from './stage.ts'

/** Starts one expectation, probes the nodes, and ends it: when it is settled, at its deadline, or with the run. */
export async function playExpectation(
  stage: Stage,
  entry: ExpectationEntryPlan,
  runEnds: Promise<void>,
): Promise<void> {
  const { clock, recorder, signal } = stage
  const { id, mode } = entry
  const ended = new AbortController()
  const settled = recorder.settled(id)
  recorder.record({ kind: 'expectation-started', entry: id })
  const deadline = mode.kind === 'never' ? null : clock.now() + mode.time
  const relays = new FollowedRelays(recorder, { id, params: entry.expectation.params })
  relays.look()
  const unfollow = relays.follow()
  const probing = keepProbing(stage, entry, {
    deadline,
    relays,
    signal: AbortSignal.any([ended.signal, signal]),
  })
  const isOver = deadline === null ? runEnds : clock.sleepUntil(deadline, ended.signal)
  // A `for` expectation ends after its last probe has answered.
  const end = mode.kind === 'for' ? isOver.then(() => probing) : isOver
  const interrupted = new Promise<'interrupted'>((resolve) => {
    if (signal.aborted) resolve('interrupted')
    signal.addEventListener('abort', () => resolve('interrupted'), { once: true, signal: ended.signal })
  })
  const cause = await Promise.race([
    settled.then(() => 'settled' as const),
    end.then(() => (mode.kind === 'never' ? ('run-ended' as const) : ('deadline' as const))),
    interrupted,
    probing.then(() => new Promise<never>(() => {})),
  ])
  ended.abort()
  unfollow()
  end.catch(() => {})
  probing.catch(() => {})
  const mayLack = mode.kind !== 'never' && cause !== 'interrupted'
  for (const missed of mayLack ? stage.missedLines(entry) : []) recorder.record(missed)
  recorder.record({ kind: 'expectation-ended', entry: id, cause })
  signal.throwIfAborted()
}

interface Until {
  readonly relays: FollowedRelays<ExpectationEntryPlan['expectation']['params']>
  readonly deadline: number | null
  readonly signal: AbortSignal
}

/** Largest part of the time between two rounds by which chance changes it, so that entries do not ask in step. */
const jitter = 0.1

/** Probes until the signal aborts. A probe that is under way then finishes by itself, and is not recorded. */
async function keepProbing(
  { clock, node, plan, recorder, dials }: Stage,
  { id, expectation, every, mode }: ExpectationEntryPlan,
  { deadline, signal, relays }: Until,
): Promise<void> {
  const { probe } = expectationOf(expectation.kind)
  if (probe === null || every === null) return
  const context: Omit<ProbeContext, 'held'> = {
    clock,
    node,
    dials,
    entry: id,
    log: recorder.record,
    signal,
    mode: mode.kind,
    time: mode.kind === 'never' ? null : mode.time,
    deadline,
    dialTime: dialTimeOf(plan),
  }
  const random = createRandom(plan.seed, 'rounds', id)
  let held = new Set<string>()
  let bound: AbortSignal | null = null
  while (!signal.aborted) {
    const { params, without } = relays.bound
    const { binding } = relays
    // Answers about other relays say nothing about these.
    if (binding !== bound) held = new Set()
    bound = binding
    const round = binding === null ? signal : AbortSignal.any([signal, binding])
    // Without a relay there is nothing to ask.
    if (without.length === 0 && relays.unknown === null)
      await probe({ ...context, signal: round, held }, params)
    // A change of the relay drops the answers that were under way: it asks again at once.
    if (binding?.aborted === true && (deadline === null || clock.now() < deadline)) continue
    const next = clock.now() + Math.round(every * (1 + jitter * (2 * random() - 1)))
    if (signal.aborted || (deadline !== null && next >= deadline)) return
    await clock.sleepUntil(next, signal).catch(() => {})
  }
}
