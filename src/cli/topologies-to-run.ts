import type { Overrides } from '../runner/language/topology/validate.ts'
import type { Releases } from '../runner/releases/releases.ts'
import { type PreparedTopology, prepare } from '../runner/run/prepare/prepare.ts'
import { readTopologyFile } from '../runner/run/prepare/read-topology-file.ts'
import { wrongTopologies } from './topologies.ts'

/** A topology, and the release with which it runs when the command names some. */
export interface ToRun {
  readonly topology: PreparedTopology
  readonly release: string | null
  /** Its name, with its file where another file of the command has the same name. */
  readonly name: string
}

export interface ToRunOptions {
  readonly overrides: Overrides
  /** Releases as the command names them; null: the releases in the files. */
  readonly libp2p: readonly string[] | null
  readonly releases: Releases
}

/** Prepares every topology with every release that the command names, or throws an {@link InputError}. */
export async function topologiesToRun(
  files: readonly string[],
  { overrides, libp2p, releases }: ToRunOptions,
): Promise<readonly ToRun[]> {
  const exact = libp2p === null ? [null] : await exactReleases(libp2p, releases)
  const sources = await Promise.all(files.map(readTopologyFile))
  const pairs = sources.flatMap((read) => exact.map((release) => ({ read, release })))
  const prepared = await prepare(
    pairs.map(({ read, release }) => ({ read, overrides: withRelease(overrides, release) })),
    { releases },
  )
  if (!prepared.ok) throw wrongTopologies(prepared.wrong, files.length)
  return named(
    prepared.topologies.map((topology, index) => ({ topology, release: pairs[index]?.release ?? null })),
  )
}

async function exactReleases(texts: readonly string[], releases: Releases): Promise<readonly string[]> {
  const exact = new Set<string>()
  for (const text of texts) exact.add(await releases.exact(text, process.cwd()))
  return [...exact]
}

/** Adds the release of the command to the overrides. */
export function withRelease(overrides: Overrides, release: string | null): Overrides {
  return release === null ? overrides : { ...overrides, libp2p: release }
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
