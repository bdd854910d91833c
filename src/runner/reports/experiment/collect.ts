import { relative, sep } from 'node:path'
import { compareTexts } from '../../../base/compare-texts.ts'
import { parseDuration } from '../../language/values/duration.ts'
import { parseSize } from '../../language/values/size.ts'
import type { StoredRun } from '../../results/open-results.ts'
import type { Experiment, ExperimentRun, RunMeasure } from './experiment.ts'
import { numbersOf } from './run-numbers.ts'

/** Collects the runs of one topology, in any order. It keeps their numbers, not their logs. */
export class ExperimentBook {
  readonly #topology: string
  readonly #releases: readonly string[]
  readonly #runs: ExperimentRun[] = []
  readonly #measures = new Map<string, RunMeasure>()

  /** `releases`: those of the command, in its order. */
  constructor(topology: string, releases: readonly string[] = []) {
    this.#topology = topology
    this.#releases = releases
  }

  /** `home`: the folder of the page. `release`: of the command that names several; else null. */
  add(run: StoredRun, home: string, release: string | null): void {
    const { verdict, info, path } = run
    const { seed: _seed, ...varied } = info.varied
    const numbers = numbersOf({ verdict, events: run.events(), resources: run.resources() })
    for (const { key, label, unit } of numbers)
      if (!this.#measures.has(key)) this.#measures.set(key, { key, label, unit })
    this.#runs.push({
      id: relative(home, path).split(sep).join('/'),
      values: { ...varied, ...(release !== null && { libp2p: release }) },
      seed: verdict.seed,
      outcome: verdict.outcome,
      reason: verdict.reason,
      numbers: Object.fromEntries(numbers.map(({ key, value }) => [key, value])),
    })
  }

  /** The experiment, with its runs and measures in an order that does not depend on which run ended first. */
  experiment(missing: readonly string[]): Experiment {
    const runs = this.#runs.toSorted(
      (a, b) => inOrder(this.#valuesOf(a), this.#valuesOf(b)) || a.seed - b.seed || compareTexts(a.id, b.id),
    )
    const paths = [...new Set(runs.flatMap(({ values }) => Object.keys(values)))]
    const factors = paths.map((path) => ({
      path,
      values: [...new Set(runs.flatMap(({ values }) => values[path] ?? []))],
    }))
    const measures = [...this.#measures.values()].toSorted((a, b) => placeOf(a) - placeOf(b))
    return { topology: this.#topology, factors, measures, runs, missing }
  }

  /** The values by which a run has its place. A release that the command names has that of its name. */
  #valuesOf({ values }: ExperimentRun): readonly string[] {
    return Object.entries(values).map(([key, value]) =>
      key === 'libp2p' && this.#releases.includes(value) ? String(this.#releases.indexOf(value)) : value,
    )
  }
}

const byNumber = new Intl.Collator('en', { numeric: true })

/** Durations, sizes and numbers are in the order of their sizes, and other texts in that of the alphabet. */
function inOrder(a: readonly string[], b: readonly string[]): number {
  for (const [index, one] of a.entries()) {
    const other = b[index] ?? ''
    const difference = sizeOf(one) - sizeOf(other)
    const order = Number.isNaN(difference) ? byNumber.compare(one, other) : difference
    if (order !== 0) return order
  }
  return a.length - b.length
}

function sizeOf(text: string): number {
  return parseDuration(text) ?? parseSize(text) ?? Number(text)
}

/** Expectations in the order of the file, then the whole run. */
function placeOf({ key }: RunMeasure): number {
  return key.startsWith('run:') ? 1 : 0
}
