/** The end of a command with several runs: the table of releases, the fingerprints of repeated runs, the exit code. */
import { type ExitCode, exitCode } from '../base/errors.ts'
import { plural } from '../runner/language/values/plural.ts'
import { judgeAttempts } from '../runner/verdict/attempts.ts'
import type { Verdict } from '../runner/verdict/verdict.ts'
import type { CliContext } from './context.ts'
import { exitCodeOf } from './exit-code.ts'
import { labelOf, type ToRun } from './topologies-to-run.ts'

export interface ReleaseRun extends Pick<ToRun, 'name' | 'release' | 'varied'> {
  /** The verdicts of all attempts, at least one; the last one decides. */
  readonly attempts: readonly Verdict[]
}

export interface RunsEnd {
  /** True: the command named several releases. */
  readonly hasReleases: boolean
  /** True: each topology ran several times. */
  readonly isRepeated: boolean
  /** False: a report or a run is missing, so nothing passes. */
  readonly isWhole: boolean
  /** True: topologies are wrong. */
  readonly hasWrong: boolean
  /** True: a run that passes only after a retry counts as a failure. */
  readonly failOnFlaky: boolean
}

/** Prints the end. Returns the exit code of all runs together. */
export function tellEnd(
  finished: readonly ReleaseRun[],
  { hasReleases, isRepeated, isWhole, hasWrong, failOnFlaky }: RunsEnd,
  context: Pick<CliContext, 'stderr'>,
): ExitCode {
  if (hasReleases && finished.length > 0) context.stderr.write(releaseTable(finished))
  const isOneWay = !isRepeated || tellFingerprints(finished, context)
  const judged = finished.map(({ attempts }) => judgeAttempts(attempts))
  if (hasWrong) return exitCode.input
  const flaky = judged.filter(({ isFlaky }) => isFlaky).length
  if (failOnFlaky && flaky > 0) {
    context.stderr.write(
      `topo: --fail-on-flaky: ${plural(flaky, 'run')} passed only after a retry, so the exit code is ${exitCode.fail}\n`,
    )
    return exitCode.fail
  }
  const code = exitCodeOf(judged)
  return code === exitCode.pass && !(isWhole && isOneWay) ? exitCode.unknown : code
}

/** Prints the fingerprints of repeated runs. Returns false when a topology has more than one in virtual time. */
function tellFingerprints(finished: readonly ReleaseRun[], { stderr }: Pick<CliContext, 'stderr'>): boolean {
  let isSame = true
  for (const [name, runs] of Map.groupBy(finished, labelOf)) {
    const verdicts = runs.flatMap(({ attempts }) => attempts.slice(-1))
    const fingerprints = new Set(verdicts.map(({ fingerprint }) => fingerprint))
    if (verdicts[0]?.clock !== 'virtual') continue
    isSame &&= fingerprints.size === 1
    const list = [...fingerprints].slice(0, 4).join(', ')
    stderr.write(
      `topo: ${name}: ${plural(runs.length, 'run')}, ${plural(fingerprints.size, 'fingerprint')} (${list})\n`,
    )
  }
  return isSame
}

/** Returns a table: a line for each topology, a column for each release, the worst outcome in each cell. */
export function releaseTable(finished: readonly ReleaseRun[]): string {
  const releases = [...new Set(finished.map(({ release }) => release ?? ''))]
  const rows = [...Map.groupBy(finished, ({ name }) => name)].map(([name, runs]) => [
    name,
    ...releases.map((release) => worst(runs.filter((one) => (one.release ?? '') === release))),
  ])
  const table = [['', ...releases], ...rows]
  const widths = ['', ...releases].map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  )
  const lines = table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  return `\n${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

function worst(runs: readonly ReleaseRun[]): string {
  const outcomes = new Set(runs.map(({ attempts }) => judgeAttempts(attempts).outcome))
  return (['fail', 'unknown', 'pass'] as const).find((outcome) => outcomes.has(outcome)) ?? '-'
}
