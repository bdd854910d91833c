import type { Verdict } from '../runner/verdict/verdict.ts'
import type { ToRun } from './topologies-to-run.ts'

export interface FinishedRun extends Pick<ToRun, 'name' | 'release'> {
  readonly verdict: Verdict
}

/** A line for each topology, a column for each release, the worst outcome of the runs in each cell. */
export function releaseTable(finished: readonly FinishedRun[]): string {
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

function worst(runs: readonly FinishedRun[]): string {
  const outcomes = new Set(runs.map(({ verdict }) => verdict.outcome))
  return (['fail', 'unknown', 'pass'] as const).find((outcome) => outcomes.has(outcome)) ?? '-'
}
