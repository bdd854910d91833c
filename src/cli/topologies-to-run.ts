import type { Releases } from '../runner/releases/releases.ts'
import type { Overrides } from '../runner/topology/validate.ts'
import { type LoadedTopology, loadTopologies, pinTopologies } from './topologies.ts'

/** A topology, and the release with which it is run when the command names some. */
export interface ToRun {
  readonly topology: LoadedTopology
  readonly release: string | null
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
  const load = async (wanted: Overrides) => pinTopologies(await loadTopologies(files, wanted), releases)
  if (libp2p === null) {
    return (await load(overrides)).map((topology) => ({ topology, release: null }))
  }
  const exact = new Set<string>()
  for (const text of libp2p) exact.add(await releases.exact(text, process.cwd()))
  const loaded = await Promise.all(
    [...exact].map(async (release) => {
      const topologies = await load({ ...overrides, libp2p: release })
      return topologies.map((topology) => ({ topology, release }))
    }),
  )
  return files.flatMap((_, index) => loaded.flatMap((one) => one[index] ?? []))
}
