/** Looks up the releases that a topology names. A release that does not exist is told at each of its places. */
import path from 'node:path'
import { type Diagnostic, HarnessError, InputError } from '../../../base/errors.ts'
import { problem } from '../../language/diagnostics/diagnose.ts'
import type { Source } from '../../language/plan/load.ts'
import type { Plan } from '../../language/plan/plan.ts'
import { releasesOf } from '../../language/plan/releases-of.ts'
import type { Located } from '../../language/text/located.ts'
import { releaseProblemOf } from '../../language/values/libp2p-release.ts'
import { parse } from '../../language/yaml/parse.ts'
import type { Releases } from '../../releases/releases.ts'

export interface LookedUp {
  /** The exact release of each release that exists. */
  readonly exact: ReadonlyMap<string, string>
  readonly wrong: readonly Diagnostic[]
  /** Releases of which nobody can tell without the registry, and the reason. */
  readonly unreachable: readonly { readonly release: string; readonly reason: HarnessError }[]
}

type LookUp = Pick<Releases, 'exact' | 'check'>

/** Looks up all releases, also after a wrong one. Installs nothing. */
export function lookUpReleases(
  source: Source,
  plan: Pick<Plan, 'nodes' | 'timeline'>,
  releases: LookUp,
): Promise<LookedUp> {
  return lookUpAll(source, releasesOf(plan), releases)
}

/** Looks up the releases that can be read in a topology with other mistakes, which has no plan. */
export function lookUpReadable(source: Source, releases: LookUp): Promise<LookedUp> {
  const { root } = parse(source.text)
  return lookUpAll(source, root === null ? [] : [...new Set(releasesIn(root))], releases)
}

function releasesIn(located: Located): readonly string[] {
  return [...located.children].flatMap(([key, child]) => {
    if (key !== 'libp2p' || typeof child.value !== 'string') return releasesIn(child)
    return releaseProblemOf(child.value) === null ? [child.value] : []
  })
}

async function lookUpAll(
  { file, text }: Source,
  names: readonly string[],
  releases: LookUp,
): Promise<LookedUp> {
  const folder = path.dirname(path.resolve(file))
  const exact = new Map<string, string>()
  const wrong: Diagnostic[] = []
  const unreachable: LookedUp['unreachable'][number][] = []
  for (const release of names) {
    try {
      const found = await releases.exact(release, folder)
      await releases.check(found)
      exact.set(release, found)
    } catch (error) {
      if (error instanceof HarnessError) unreachable.push({ release, reason: error })
      else if (error instanceof InputError) wrong.push(...atEachPlace(text, release, error.message))
      else throw error
    }
  }
  return { exact, wrong, unreachable }
}

/** A release that the file does not name comes from the command: its mistake has no place. */
function atEachPlace(text: string, release: string, reason: string): readonly Diagnostic[] {
  const { root } = parse(text)
  const places = root === null ? [] : placesIn(root, release)
  const [message = reason, ...more] = reason.split('; ')
  const hint = more.length === 0 ? null : more.join('; ')
  return (places.length === 0 ? [null] : places).map((place) =>
    problem('unknown-release', place?.span ?? null, message, hint),
  )
}

function placesIn(located: Located, release: string): readonly Located[] {
  return [...located.children].flatMap(([key, child]) =>
    key === 'libp2p' && child.value === release ? [child] : placesIn(child, release),
  )
}
