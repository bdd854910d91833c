import type { RunInfo } from '../../results/run-info.ts'

/** Sorts runs by their labels. Runs of one label, and runs of other labels, keep their order. */
export function inNamedOrder<T>(
  all: readonly T[],
  labels: readonly string[],
  infoOf: (one: T) => Pick<RunInfo, 'label'>,
): readonly T[] {
  const places = new Map(labels.toReversed().map((label, at) => [label, labels.length - at]))
  const placeOf = (one: T) => places.get(infoOf(one).label) ?? labels.length + 1
  return all.toSorted((a, b) => placeOf(a) - placeOf(b))
}
