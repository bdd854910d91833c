/** Verdicts of the shipped topologies on releases, from the tables that the end-to-end tests compare with real runs. */
import { differing } from '../../test/fixtures/old-releases.ts'
import { shownOn } from '../../test/fixtures/shown-on.ts'
import type { ShippedTopology } from './shipped-topologies.ts'

export interface RecordedVerdict {
  readonly release: string
  readonly outcome: 'pass' | 'fail' | 'unknown'
}

/** In the order of releases, the current one last. None for files of `topo search`. */
export function recordedVerdicts({ path, folder }: ShippedTopology): readonly RecordedVerdict[] {
  if (folder === 'search') return []
  const current = { release: 'current', outcome: 'pass' } as const
  // Only the current release is tested on them.
  if (folder === 'found' || folder === 'large') return [current]
  const old = Object.entries(differing).map(
    ([release, outcomes]): RecordedVerdict => ({ release, outcome: outcomes[path] ?? 'pass' }),
  )
  const neighbours = shownOn
    .filter(({ name }) => name === path)
    .flatMap(({ shown, mended }): readonly RecordedVerdict[] => [
      { release: shown, outcome: 'fail' },
      { release: mended, outcome: 'pass' },
    ])
  const all = new Map([...neighbours, ...old].map((one) => [one.release, one]))
  const sorted = [...all.values()].sort((a, b) => a.release.localeCompare(b.release, 'en', { numeric: true }))
  return [...sorted, current]
}
