import { basename, dirname, join } from 'node:path'
import { compareTexts } from '../../base/compare-texts.ts'
import { plural } from '../../runner/language/values/plural.ts'
import type { StoredRun } from '../../runner/results/open-results.ts'
import type { GatheredRun } from './gather-runs.ts'

/** A run of a shard whose log is read. */
export interface OpenedRun extends GatheredRun {
  readonly run: Pick<StoredRun, 'verdict' | 'problems' | 'info' | 'events'>
}

export interface Chosen<Run extends OpenedRun> {
  /** In the order of the list, each with its attempts. */
  readonly runs: readonly (readonly Run[])[]
  /** A sentence about each run that there is more than once. */
  readonly duplicates: readonly string[]
}

/**
 * Chooses the runs that count. Of several runs of one position, those with a whole log or a failure count, and of runs
 * with the same events only the first. Runs with different events count all: none of them can be the true one.
 */
export function chooseRuns<Run extends OpenedRun>(all: readonly Run[]): Chosen<Run> {
  const places = [...Map.groupBy(all, ({ position }) => position)].sort(([a], [b]) => a - b)
  const chosen = places.map(([, runs]) => {
    const attempts = attemptsIn(runs)
    const lasts = attempts.flatMap((one) => one.slice(-1))
    return { attempts, runs: lasts, counted: countedOf(lasts) }
  })
  return {
    runs: chosen.flatMap(({ attempts, counted }) =>
      counted.flatMap((last) => attempts.filter((one) => one.at(-1) === last)),
    ),
    duplicates: chosen.filter(({ runs }) => runs.length > 1).map(tellDuplicate),
  }
}

/** The runs, each with its retries in the order of time. */
function attemptsIn<Run extends OpenedRun>(runs: readonly Run[]): readonly (readonly Run[])[] {
  const first = ({ folder, run }: Run) => join(dirname(folder), run.info.retryOf ?? basename(folder))
  return [...Map.groupBy(runs, first).values()].map((attempts) =>
    attempts.toSorted((a, b) => compareTexts(a.id, b.id)),
  )
}

function countedOf<Run extends OpenedRun>(runs: readonly Run[]): readonly Run[] {
  const told = runs.filter((one) => hasWholeLog(one) || one.run.verdict.outcome === 'fail')
  const candidates = told.length === 0 ? runs : told
  return [...new Map([...candidates].reverse().map((one) => [eventsOf(one), one])).values()].reverse()
}

/** False for a run that was killed or interrupted, or whose log is damaged. */
function hasWholeLog({ run }: OpenedRun): boolean {
  const end = [...run.events()].at(-1)
  return run.problems.length === 0 && end?.kind === 'run-ended' && end.cause === 'finished'
}

/** Two runs with the same text here have the same events. */
function eventsOf({ run }: OpenedRun): string {
  return `${run.verdict.outcome} ${run.verdict.fingerprint}`
}

function tellDuplicate({
  runs,
  counted,
}: {
  readonly runs: readonly OpenedRun[]
  readonly counted: readonly OpenedRun[]
}): string {
  const label = runs[0]?.run.info.label ?? ''
  const places = runs.map(({ folder }) => folder).join(', ')
  const unfinished = runs.length - runs.filter(hasWholeLog).length
  const ending =
    counted.length > 1
      ? `${counted.length} of them with different events, which all count`
      : unfinished > 0 && unfinished < runs.length
        ? `${plural(unfinished, 'time')} without a whole log: the whole one counts`
        : 'with the same events: it counts once'
  return `${label} is there ${runs.length} times, ${ending} (${places})`
}
