/**
 * Finds the versions of js-libp2p's packages that belong together. Their version numbers are unrelated and the registry
 * does not tell, but they share packages. The right version of a companion is the highest whose shared packages have the
 * same major version as libp2p's, and are not newer.
 */

import { compare, major, minVersion, prerelease } from 'semver'
import { HarnessError } from '../../base/errors.ts'
import { companions, optionalCompanions, type PackageSet } from './packages.ts'

/** One version of a package, as the registry knows it. */
export interface Published {
  readonly version: string
  /** Name -> range. */
  readonly dependencies: Readonly<Record<string, string>>
}

/**
 * Dependencies that a version does not declare. noise 16.1.0 calls getStreamMuxers, which libp2p has from 2.9 on (2.1.9
 * fails: "getStreamMuxers is not a function"); 16.1.3 declares it.
 */
const undeclared: Readonly<Record<string, Published['dependencies']>> = {
  '@chainsafe/libp2p-noise 16.1.0': { '@libp2p/interface': '^2.9.0' },
  '@chainsafe/libp2p-noise 16.1.1': { '@libp2p/interface': '^2.9.0' },
  '@chainsafe/libp2p-noise 16.1.2': { '@libp2p/interface': '^2.9.0' },
}

const shared = ['@libp2p/interface', '@libp2p/interface-internal', '@libp2p/utils', '@libp2p/crypto']

/**
 * The set that belongs to `libp2p`, out of all published versions of each companion. Throws when no version of a
 * companion that nodes need fits.
 */
export function packageSet(
  libp2p: Published,
  published: Readonly<Record<string, readonly Published[]>>,
): PackageSet {
  const set: Record<string, string> = { libp2p: libp2p.version }
  for (const name of companions) {
    const candidates = (published[name] ?? []).map(({ version, dependencies }) => ({
      version,
      dependencies: { ...dependencies, ...undeclared[`${name} ${version}`] },
    }))
    const version = fitting(libp2p, candidates)
    if (version !== null) set[name] = version
    else if (!optionalCompanions.has(name)) {
      throw new HarnessError(`no version of ${name} belongs to libp2p ${libp2p.version}`)
    }
  }
  return set
}

/** Packages of js-libp2p's repository, which are released together. */
const pinned = /^@libp2p\//

/**
 * Name -> version of each shared package at the time when these packages were released: the highest of the lowest
 * versions in their ranges. npm would take the newest version, with which an old release may fail: libp2p 2.1.9 fails
 * with @libp2p/utils 6.7.
 */
export function pinsOf(packages: readonly Published[]): PackageSet {
  const own = new Set(companions as readonly string[])
  const pins: Record<string, string> = {}
  for (const [name, range] of packages.flatMap(({ dependencies }) => Object.entries(dependencies))) {
    const version = lowest(range)
    const known = pins[name]
    if (version === null || !pinned.test(name) || own.has(name)) continue
    if (known === undefined || compare(known, version) < 0) pins[name] = version
  }
  return pins
}

/** Commit of a prerelease (1c3b617 of 3.3.12-1c3b617); null: the version is a release. */
export function buildOf(version: string): string | null {
  return prerelease(version)?.at(-1)?.toString() ?? null
}

function fitting(libp2p: Published, candidates: readonly Published[]): string | null {
  const build = buildOf(libp2p.version)
  const sameBuild = candidates.find(({ version }) => build !== null && buildOf(version) === build)
  if (sameBuild !== undefined) return sameBuild.version
  const fit = candidates.filter((one) => prerelease(one.version) === null && fits(libp2p, one))
  return (
    fit
      .map(({ version }) => version)
      .sort(compare)
      .at(-1) ?? null
  )
}

function fits(libp2p: Published, candidate: Published): boolean {
  return shared.every((name) => {
    const [ours, theirs] = [lowest(libp2p.dependencies[name]), lowest(candidate.dependencies[name])]
    if (ours === null || theirs === null) return true
    return major(ours) === major(theirs) && compare(theirs, ours) <= 0
  })
}

function lowest(range: string | undefined): string | null {
  return range === undefined ? null : (minVersion(range)?.version ?? null)
}
