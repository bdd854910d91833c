import type { RunRow, RunState } from '../run-row.ts'

/** States of a latest run, the one that asks most for a look first. */
const urgency = ['fail', 'broken', 'unknown', 'running', 'pass'] as const satisfies readonly RunState[]

/**
 * Groups runs, which are newest first, by topology. Topologies whose latest run failed come first; equals stay in the
 * order of their latest runs.
 */
export function byUrgency(rows: readonly RunRow[]): readonly (readonly [topology: string, RunRow[]])[] {
  const groups = [...Map.groupBy(rows, ({ topology }) => topology)]
  const place = (runs: readonly RunRow[]) => urgency.indexOf(runs[0]?.state ?? 'pass')
  return groups.sort(([, a], [, b]) => place(a) - place(b))
}
