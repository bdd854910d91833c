/** The difference between two releases, as the result of one run: each candidate runs on both. */
import { keyOn } from './failure.ts'
import type { Played } from './play.ts'
import { hashOf } from './signature.ts'

/** Two releases of libp2p. */
export type ReleasePair = readonly [string, string]

/** Returns the failures of each release whose expectation holds on the other one, under keys that name the release. */
export function differenceOf([one, other]: ReleasePair, [first, second]: readonly [Played, Played]): Played {
  const both = [first, second]
  const failing = both.find(({ outcome }) => outcome !== 'pass')
  return {
    outcome: both.some(({ outcome }) => outcome === 'unknown') ? 'unknown' : (failing?.outcome ?? 'pass'),
    reason: reasonOf([one, first], [other, second]),
    failures: [...failuresOnly(one, first, second), ...failuresOnly(other, second, first)],
    passed: first.passed.filter((entry) => second.passed.includes(entry)),
    features: [...new Set([...first.features, ...second.features, ...partings(first, second)])].sort(
      (a, b) => a - b,
    ),
    seen: [...new Set([...first.seen, ...second.seen])].sort((a, b) => a - b),
    duration: first.duration + second.duration,
    fingerprint: `${first.fingerprint}+${second.fingerprint}`,
  }
}

/** Returns the other release of the pair. */
export function otherOf([one, other]: ReleasePair, release: string): string {
  return release === one ? other : one
}

function failuresOnly(release: string, { failures }: Played, other: Played): Played['failures'] {
  return failures
    .filter(({ entry }) => other.passed.includes(entry))
    .map((failure) => ({ ...failure, key: keyOn(failure.key, release), release }))
}

function reasonOf(...sides: readonly (readonly [string, Played])[]): string {
  return sides
    .map(([release, { outcome, reason }]) => `on libp2p ${release}: ${outcome === 'pass' ? 'pass' : reason}`)
    .join('; ')
}

/** Features of one of the two only: they lead the search to timelines in which the releases part. */
function partings(one: Played, other: Played): readonly number[] {
  return [...missingIn(one, other), ...missingIn(other, one)].map((feature) => hashOf(`only one ${feature}`))
}

function missingIn({ features }: Played, other: Played): readonly number[] {
  const known = new Set(features)
  return other.features.filter((feature) => !known.has(feature))
}
