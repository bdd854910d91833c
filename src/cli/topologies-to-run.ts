import type { Overrides } from '../runner/language/topology/validate.ts'
import type { Releases } from '../runner/releases/releases.ts'
import { isDiagnosed, isPrepared, type PreparedTopology, prepare } from '../runner/run/prepare/prepare.ts'
import type { ReadSource } from '../runner/run/prepare/read-source.ts'
import type { Unrun } from './run/unrun.ts'

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

/** The topologies of a command, and those among them that cannot run. */
export interface TopologiesToRun extends Unrun {
  readonly toRun: readonly ToRun[]
}

/**
 * Prepares every topology with every release that the command names. Throws an {@link InputError} for a release of the
 * command that does not exist.
 */
export async function topologiesToRun(
  sources: readonly ReadSource[],
  { overrides, libp2p, releases }: ToRunOptions,
): Promise<TopologiesToRun> {
  const exact = libp2p === null ? [null] : await exactReleases(libp2p, releases)
  const pairs = sources.flatMap((read) => exact.map((release) => ({ read, release })))
  const prepared = await prepare(
    pairs.map(({ read, release }) => ({ read, overrides: withRelease(overrides, release) })),
    { releases },
  )
  const toRun = prepared.flatMap((topology, index) =>
    isPrepared(topology) ? [{ topology, release: pairs[index]?.release ?? null }] : [],
  )
  const wrong = prepared.filter((one) => !isPrepared(one)).filter(isDiagnosed)
  return {
    toRun: named(toRun),
    wrong: wrong.map((diagnosed) => ({ file: diagnosed.file, diagnosed: [diagnosed] })),
    unavailable: prepared.filter((one) => 'reason' in one),
  }
}

async function exactReleases(texts: readonly string[], releases: Releases): Promise<readonly string[]> {
  const exact = new Set<string>()
  for (const text of texts) {
    const release = await releases.exact(text, process.cwd())
    await releases.check(release)
    exact.add(release)
  }
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
