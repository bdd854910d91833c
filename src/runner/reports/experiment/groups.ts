import { formatClock } from '../../language/values/format-clock.ts'
import type { Experiment, ExperimentRun, RunMeasure, Unit } from './experiment.ts'

/** The runs of one combination of values. */
export interface RunGroup {
  /** `latency=10ms`, with the ends of the paths that tell them apart; `all runs` when only seeds vary. */
  readonly label: string
  readonly values: ExperimentRun['values']
  readonly runs: readonly ExperimentRun[]
  readonly passed: number
}

export function groupsOf({ runs, factors }: Pick<Experiment, 'runs' | 'factors'>): readonly RunGroup[] {
  const short = shortPaths(factors.map(({ path }) => path))
  const groups = Map.groupBy(runs, ({ values }) => JSON.stringify(values))
  return [...groups.values()].map((own) => {
    const values = own[0]?.values ?? {}
    const label = Object.entries(values)
      .map(([path, value]) => `${short.get(path) ?? path}=${value}`)
      .join(' ')
    return {
      label: label === '' ? 'all runs' : label,
      values,
      runs: own,
      passed: own.filter(({ outcome }) => outcome === 'pass').length,
    }
  })
}

/** Each path and its shortest end that no other path has. */
function shortPaths(paths: readonly string[]): ReadonlyMap<string, string> {
  const short = (path: string) => {
    const parts = path.split('.')
    const ends = parts.map((_, from) => parts.slice(from).join('.')).toReversed()
    const isOwn = (end: string) =>
      paths.every((other) => other === path || (other !== end && !other.endsWith(`.${end}`)))
    return ends.find(isOwn) ?? path
  }
  return new Map(paths.map((path) => [path, short(path)]))
}

/** The numbers of the runs that give one. */
export function numbersIn(runs: readonly ExperimentRun[], { key }: RunMeasure): readonly number[] {
  return runs.flatMap(({ numbers }) => numbers[key] ?? [])
}

/** True: every run gives the same number, so that a figure would tell nothing. */
export function isConstant({ runs }: Pick<Experiment, 'runs'>, measure: RunMeasure): boolean {
  const numbers = numbersIn(runs, measure)
  return numbers.length === runs.length && new Set(numbers).size === 1
}

export function formatNumber(value: number, unit: Unit): string {
  switch (unit) {
    case 'time':
      return formatClock(Math.round(value))
    case 'count':
      return String(Math.round(value * 10) / 10)
    case 'bytes':
      return formatBytes(value)
    case 'cpu':
      return `${(value / 1000).toFixed(value < 10_000 ? 2 : 1)}s`
    default:
      return unit satisfies never
  }
}

/** In powers of 1000, as the axes of figures have them. */
function formatBytes(value: number): string {
  const [size, name] = (
    [
      [1e9, 'GB'],
      [1e6, 'MB'],
      [1e3, 'kB'],
    ] as const
  ).find(([least]) => value >= least) ?? [1, 'B']
  const scaled = value / size
  return `${size === 1 || scaled >= 100 ? Math.round(scaled) : scaled.toPrecision(3)} ${name}`
}
