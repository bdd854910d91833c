import type { Factor } from './read-vary.ts'
import { seedPath } from './read-vary.ts'
import { type Setting, type VariedSettings, valueText } from './setting.ts'

/** One run of an experiment. */
export interface VariedPoint {
  readonly settings: VariedSettings
  /** Each path and its value, as text, in the order of the factors; the seed is one of them. */
  readonly values: Readonly<Record<string, string>>
}

/** The most runs of an experiment. */
export const mostRuns = 10_000

export function countPoints(factors: readonly Factor[]): number {
  return factors.reduce((product, { values }) => product * values.length, 1)
}

/** Returns every combination of the values. Seeds change last, so that all combinations have results early. */
export function pointsOf(text: string, factors: readonly Factor[]): readonly VariedPoint[] {
  const seeds = factors.filter(({ path }) => path === seedPath)
  const others = factors.filter(({ path }) => path !== seedPath)
  let all: readonly (readonly Setting[])[] = [[]]
  for (const { path, span, values } of [...seeds, ...others])
    all = all.flatMap((before) => values.map((value) => [...before, { path, span, value }]))
  return all.map((settings) => ({
    settings: { text, all: settings },
    values: Object.fromEntries(
      [...others, ...seeds].flatMap(({ path }) =>
        settings.filter((one) => one.path === path).map(({ value }) => [path, valueText(value)]),
      ),
    ),
  }))
}

/** `links.latency=10ms seed=3` */
export function pointLabel(values: VariedPoint['values']): string {
  return Object.entries(values)
    .map(([path, value]) => `${path}=${value}`)
    .join(' ')
}
