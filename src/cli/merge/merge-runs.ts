import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { messageOf } from '../../base/errors.ts'
import { withoutResults } from '../../library/repeat-command.ts'
import { loadPage } from '../../runner/reports/page/load-page.ts'
import { junitReporter } from '../../runner/reports/reporters/junit.ts'
import { replay } from '../../runner/reports/reporters/replay.ts'
import type { MissingPart, WrongFile } from '../../runner/reports/reporters/reporter.ts'
import { createReporters, formatFailure, Reporting } from '../../runner/reports/reporters/reporting.ts'
import { assertOwnFiles } from '../../runner/reports/serve/assert-own-files.ts'
import { overviewPage } from '../../runner/reports/serve/overview-page.ts'
import { overviewName, resultFiles } from '../../runner/results/files.ts'
import { findRuns } from '../../runner/results/find-runs.ts'
import { openResults, type StoredRun } from '../../runner/results/open-results.ts'
import { prepareResults } from '../../runner/results/results-folder.ts'
import { readShardRecords, ShardRecordFile } from '../../runner/results/shard-record.ts'
import { writeAtomic } from '../../runner/results/write-atomic.ts'
import { Experiments } from '../experiment/experiments.ts'
import { reportPageOf } from '../report-page-of.ts'
import { reporterContext } from '../reporting.ts'
import { type ReleaseRun, tellEnd } from '../tell-end.ts'
import { labelOf, releasesIn } from '../topologies-to-run.ts'
import { chooseRuns, type OpenedRun } from './choose-runs.ts'
import { copyRun } from './copy-run.ts'
import { type GatheredRun, gatherRuns } from './gather-runs.ts'
import type { Merged, MergeKind, MergeOptions } from './merge-kind.ts'

/** The runs of `topo run`. */
export const runs: MergeKind = {
  isIn: (folder) => readShardRecords(folder).length > 0 || findRuns(folder).length > 0,
  merge: mergeRuns,
}

interface MergedRun extends OpenedRun {
  readonly run: StoredRun
}

async function mergeRuns(folders: readonly string[], options: MergeOptions): Promise<Merged> {
  const { target, context } = options
  const gathered = gatherRuns([...folders, ...options.bare], options.absent)
  prepareResults(target)
  const { opened, unreadable } = openAll(gathered.runs)
  keepRecords(folders, target)
  const chosen = chooseRuns(opened)
  const missing = [...gathered.missing, ...unreadable]
  const { wrong } = gathered
  const positions = new Set(chosen.runs.flat().map(({ position }) => position)).size
  const total = gathered.total - positions + chosen.runs.length
  for (const one of [...chosen.duplicates, ...missing.map(({ reason }) => reason)])
    context.stderr.write(`topo: ${one}\n`)
  if (options.reporters.includes('terminal') && chosen.runs.length > 0)
    context.stdout.write(`All runs on one page: ${join(target, overviewName)}\n`)
  const isReported = await report(chosen.runs.flat(), { ...options, missing, wrong, total })
  const finished = chosen.runs.flatMap(releaseRun)
  const experiments = new Experiments(releasesIn(finished))
  for (const attempts of chosen.runs) {
    const [last] = attempts.slice(-1)
    const [run] = releaseRun(attempts)
    if (last !== undefined && run !== undefined) experiments.add(run, openResults(join(target, last.id)))
  }
  await experiments.tell(
    missing.map(({ reason }) => reason),
    options.reporters,
    context,
  )
  const isPlain = finished.every(({ varied }) => Object.keys(varied).length === 0)
  const code = tellEnd(
    finished,
    {
      hasReleases: isPlain && new Set(finished.map(({ release }) => release)).size > 1,
      isRepeated: gathered.isSharded && new Set(finished.map(labelOf)).size < finished.length,
      isWhole: isReported && missing.length === 0,
      hasWrong: wrong.length > 0,
      failOnFlaky: options.failOnFlaky,
    },
    context,
  )
  return { code, untold: { searches: [], missing: [] } }
}

/** Reads all runs. A run that cannot be read is missing. */
function openAll(gathered: readonly GatheredRun[]) {
  const opened: MergedRun[] = []
  const unreadable: MissingPart[] = []
  for (const one of gathered) {
    try {
      assertOwnFiles(one.folder)
      opened.push({ ...one, run: openResults(one.folder) })
    } catch (error) {
      unreadable.push({ name: one.id, reason: messageOf(error) })
    }
  }
  return { opened, unreadable }
}

/** Copies the records of the shards, so that the merged folder can be merged again. */
function keepRecords(folders: readonly string[], target: string): void {
  const kept = [...readShardRecords(target)]
  for (const folder of folders.filter((one) => resolve(one) !== resolve(target))) {
    for (const record of readShardRecords(folder)) {
      if (kept.some((one) => isDeepStrictEqual(one, record))) continue
      kept.push(record)
      ShardRecordFile.create(target, record)
    }
  }
}

interface ReportOptions extends MergeOptions {
  readonly missing: readonly MissingPart[]
  readonly wrong: readonly WrongFile[]
  readonly total: number
}

/** Copies the runs and writes all reports. Returns false when a report failed. */
async function report(merged: readonly MergedRun[], options: ReportOptions): Promise<boolean> {
  const { target, wrong, total, reporters, before, context } = options
  const missing = [...before.missing, ...options.missing]
  const unrun = { missing, wrong, searches: before.searches }
  const [overview, page] = await Promise.all([loadPage('results'), loadPage()])
  const all = new Reporting([
    ...(await createReporters(reporters, { ...reporterContext(context, total), ...unrun })),
    { name: resultFiles.junit, reporter: junitReporter(writerTo(join(target, resultFiles.junit)), unrun) },
  ])
  for (const one of merged) {
    const copy = copyRun(one, target)
    const isReported = existsSync(join(copy, resultFiles.report))
    const stored = openResults(copy)
    // The folder of a shard need not be on this machine.
    const run = { ...stored, info: { ...stored.info, command: withoutResults(stored.info.command) } }
    replay(run, all, isReported ? [] : [reportPageOf(run, page)])
  }
  all.keep(overviewName, () =>
    writerTo(join(target, overviewName))(
      overviewPage(target, { ids: merged.map(({ id }) => id), missing }, overview()),
    ),
  )
  const failures = all.close()
  for (const failure of failures) context.stderr.write(`${formatFailure(failure)}\n`)
  return failures.length === 0
}

function writerTo(file: string): (text: string) => void {
  return (text) => writeAtomic(file, text)
}

/** A run with the name and the release of its command. Without a record they are those of its folder. */
function releaseRun(attempts: readonly MergedRun[]): readonly ReleaseRun[] {
  const [first] = attempts
  if (first === undefined) return []
  const { name, release, id, run } = first
  const [, inFolder = null] = id.split('/').length === 3 ? id.split('/') : []
  return [
    {
      name: name ?? run.plan.name,
      release: name === null ? inFolder : release,
      varied: run.info.varied,
      attempts: attempts.map(({ run: { verdict } }) => verdict),
    },
  ]
}
