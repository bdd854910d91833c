/**
 * Experiments: many runs of one topology with other values, as numbers and figures.
 *
 *     experiment.ts     the runs and their numbers, as the page embeds them (here)
 *     run-numbers.ts    the numbers of one run, from its verdict and its log
 *     gap-watch.ts      the longest time of a node without any reservation
 *     collect.ts        runs -> experiment
 *     groups.ts         the runs of each combination, and their statistics
 *     statistics.ts     quantiles, and the interval of a rate
 *     render-table.ts   the table for a terminal
 *
 * The page is page/browser/experiment.tsx.
 */
import type { Outcome } from '../../verdict/verdict.ts'

export type Unit = 'time' | 'count' | 'bytes' | 'cpu'

/** A number that each run may give. */
export interface RunMeasure {
  /** `run:dials`, `3-reachable:wait` */
  readonly key: string
  readonly label: string
  readonly unit: Unit
}

export interface ExperimentRun {
  /** Its folder, from that of the page, with `/`. */
  readonly id: string
  /** The values of the factors, by their paths, without the seed. */
  readonly values: Readonly<Record<string, string>>
  readonly seed: number
  readonly outcome: Outcome
  /** One sentence. */
  readonly reason: string
  /** By the keys of the measures; a number that the run does not give is absent. */
  readonly numbers: Readonly<Record<string, number>>
}

export interface Experiment {
  readonly topology: string
  /** The paths that vary, without the seed, with their values in order. */
  readonly factors: readonly { readonly path: string; readonly values: readonly string[] }[]
  readonly measures: readonly RunMeasure[]
  readonly runs: readonly ExperimentRun[]
  /** Sentences about missing runs. */
  readonly missing: readonly string[]
}
