import type { RunRow } from '../run-row.ts'

const mostLines = 4
/** A line through fewer points shows no trend. */
const fewestPoints = 3

export interface TrendPoint {
  readonly id: string
  readonly took: number
}

export interface TrendLine {
  readonly entry: string
  readonly description: string
  /** In the order of the runs. */
  readonly points: readonly TrendPoint[]
}

/** The slowest expectations first; those that always held at once are left out. */
export function trendLines(runs: readonly Pick<RunRow, 'id' | 'expectations'>[]): readonly TrendLine[] {
  const all = runs.flatMap(({ id, expectations }) =>
    expectations.flatMap(({ description, entry, took }) =>
      took === null ? [] : [{ key: `${entry} ${description}`, entry, description, point: { id, took } }],
    ),
  )
  return [...Map.groupBy(all, ({ key }) => key).values()]
    .map((own) => ({
      entry: own[0]?.entry ?? '',
      description: own[0]?.description ?? '',
      points: own.map(({ point }) => point),
    }))
    .filter(({ points }) => points.length >= fewestPoints && points.some(({ took }) => took > 0))
    .sort((a, b) => longest(b) - longest(a))
    .slice(0, mostLines)
}

function longest({ points }: TrendLine): number {
  return Math.max(...points.map(({ took }) => took))
}
