import { InputError } from '../../base/errors.ts'
import type { Overrides } from '../../runner/language/topology/validate.ts'
import type { Releases } from '../../runner/releases/releases.ts'
import type { ReleasePair } from '../../runner/search/difference.ts'

/** The releases of a search. */
export interface Sides {
  /** The release that the command names alone; null: it names none, or two. */
  readonly release: string | null
  /** The releases between which it looks for differences; null: it looks for failures. */
  readonly pair: ReleasePair | null
  /** The changes to the file for each release that runs it. */
  readonly overrides: readonly Overrides[]
}

/** Returns the exact releases of `--libp2p`. Throws {@link InputError} for three, and for two that are equal. */
export async function sidesOf(
  named: readonly string[],
  releases: Pick<Releases, 'exact'>,
  folder: string,
): Promise<Sides> {
  if (named.length > 2) {
    throw new InputError(
      `a search runs on one release, or looks for differences between two: ${named.join(', ')} are ${named.length}`,
    )
  }
  const [one, other] = await Promise.all(named.map((release) => releases.exact(release, folder)))
  if (one === undefined) return { release: null, pair: null, overrides: [{}] }
  if (other === undefined) return { release: one, pair: null, overrides: [{ libp2p: one }] }
  if (one === other) {
    throw new InputError(
      `--libp2p ${named.join(',')} is ${one} twice: name two releases to look for differences between them`,
    )
  }
  return { release: null, pair: [one, other], overrides: [{ libp2p: one }, { libp2p: other }] }
}
