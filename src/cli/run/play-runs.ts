/** The loop of `topo run`: plays all runs, several at once, and tries those again that did not pass. */
import { basename } from 'node:path'
import { HarnessError } from '../../base/errors.ts'
import { forEachParallel } from '../../base/parallel.ts'
import type { KeptRun } from '../../library/keep-run.ts'
import { formatDuration } from '../../runner/language/values/format-duration.ts'
import { isWorthRetry, judgeAttempts } from '../../runner/verdict/attempts.ts'
import type { ToRun } from '../topologies-to-run.ts'

export interface LoopOptions {
  readonly jobs: number
  /** Number of runs without a pass after which no other run starts; null: all start. */
  readonly bail: number | null
  /** Most retries of a run. */
  readonly retries: number
  /** Most milliseconds of wall time of one attempt; null: as long as it takes. */
  readonly timeout: number | null
  readonly signal: AbortSignal
  /** Takes each run when its last attempt has ended. Default: nothing. */
  readonly onEnd?: (played: PlayedRun) => void
}

export interface AttemptOptions {
  readonly signal: AbortSignal
  /** For a retry, the name of the folder of the first attempt; else null. */
  readonly retryOf: string | null
}

/** Plays one attempt at a run. */
export type PlayOne = (run: ToRun, attempt: AttemptOptions) => Promise<KeptRun>

export interface PlayedRun {
  readonly run: ToRun
  /** At least one; the last one decides. */
  readonly attempts: readonly KeptRun[]
}

/** A place in the list of runs. With `--repeat`, several have the same run. */
interface Place {
  readonly run: ToRun
}

/** Resolves with all runs that started, in the order of the list. */
export async function playRuns(
  runs: readonly ToRun[],
  playOne: PlayOne,
  options: LoopOptions,
): Promise<readonly PlayedRun[]> {
  const played = new Map<Place, PlayedRun>()
  const places = runs.map((run) => ({ run }))
  let failed = 0
  await inLanes(places, options.jobs, async (place) => {
    const { run } = place
    if (options.signal.aborted || (options.bail !== null && failed >= options.bail)) return
    const attempts = await tryRun(run, playOne, options)
    played.set(place, { run, attempts })
    options.onEnd?.({ run, attempts })
    if (judgeAttempts(attempts.map(({ verdict }) => verdict)).outcome !== 'pass') failed += 1
  })
  return places.flatMap((place) => played.get(place) ?? [])
}

async function tryRun(
  run: ToRun,
  playOne: PlayOne,
  { retries, timeout, signal }: LoopOptions,
): Promise<readonly KeptRun[]> {
  const attempts: KeptRun[] = []
  do {
    const [first] = attempts
    using limit = limitTime(signal, timeout)
    const retryOf = first === undefined ? null : basename(first.folder)
    attempts.push(await playOne(run, { signal: limit.signal, retryOf }))
  } while (
    !signal.aborted &&
    isWorthRetry(
      attempts.map(({ verdict }) => verdict),
      retries,
    )
  )
  return attempts
}

/** A signal that aborts with the given one, and after `time` milliseconds of wall time. */
function limitTime(signal: AbortSignal, time: number | null): Disposable & { readonly signal: AbortSignal } {
  const limit = new AbortController()
  const reason = new HarnessError(
    `it took longer than ${formatDuration(time ?? 0)} of wall time, the limit of --timeout`,
  )
  const timer = time === null ? null : setTimeout(() => limit.abort(reason), time)
  return {
    signal: AbortSignal.any([signal, limit.signal]),
    [Symbol.dispose]: () => {
      if (timer !== null) clearTimeout(timer)
    },
  }
}

/** Runs in real time mostly wait, so with several jobs they get one lane, beside the lanes for runs that need CPU. */
async function inLanes(
  places: readonly Place[],
  jobs: number,
  act: (one: Place) => Promise<void>,
): Promise<void> {
  if (jobs === 1) return forEachParallel(places, 1, act)
  const isReal = ({ run }: Place) => run.topology.plan.clock === 'real'
  await Promise.all([
    forEachParallel(places.filter(isReal), 1, act),
    forEachParallel(
      places.filter((one) => !isReal(one)),
      jobs,
      act,
    ),
  ])
}
