import type { Overrides } from '../runner/language/topology/validate.ts'
import type { Releases } from '../runner/releases/releases.ts'
import { loadToRun } from '../runner/run/prepare/load-to-run.ts'
import { type LoadedTopology, loadTopologies, pinTopologies } from './topologies.ts'

/** A topology, and the release with which it is run when the command names some. */
export interface ToRun {
  readonly topology: LoadedTopology
  readonly release: string | null
  /** Its name, with its file where another file of the command has the same. */
  readonly name: string
}

export interface ToRunOptions {
  readonly overrides: Overrides
  /** Releases as the command names them; null: those that the files say. */
  readonly libp2p: readonly string[] | null
  readonly releases: Releases
}

/** Every topology, with every release that the command names; all of them are right, and every release is exact. */
export async function topologiesToRun(
  files: readonly string[],
  { overrides, libp2p, releases }: ToRunOptions,
): Promise<readonly ToRun[]> {
  const load = async (wanted: Overrides) =>
    pinTopologies(await loadTopologies(files, wanted, loadToRun), releases)
  if (libp2p === null) {
    return named((await load(overrides)).map((topology) => ({ topology, release: null })))
  }
  const exact = new Set<string>()
  for (const text of libp2p) exact.add(await releases.exact(text, process.cwd()))
  const loaded = await Promise.all(
    [...exact].map(async (release) => {
      const topologies = await load({ ...overrides, libp2p: release })
      return topologies.map((topology) => ({ topology, release }))
    }),
  )
  return named(files.flatMap((_, index) => loaded.flatMap((one) => one[index] ?? [])))
}

/** `hello 2.10.0`: tells apart the runs of one command. */
export function labelOf({ name, release }: Pick<ToRun, 'name' | 'release'>): string {
  return release === null ? name : `${name} ${release}`
}

function named(all: readonly Omit<ToRun, 'name'>[]): readonly ToRun[] {
  const files = Map.groupBy(all, ({ topology }) => topology.plan.name)
  return all.map((one) => {
    const { plan, source } = one.topology
    const isShared = files.get(plan.name)?.some(({ topology }) => topology.source.file !== source.file)
    return { ...one, name: isShared ? `${plan.name} (${source.file})` : plan.name }
  })
}
