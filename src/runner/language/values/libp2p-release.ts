import { lt, valid, validRange } from 'semver'
import * as z from 'zod'

/** The libp2p release of a node, as a topology or a command names it. */
export type ReleaseSpec =
  /** The packages that are installed with topo. */
  | { readonly kind: 'current' }
  | { readonly kind: 'exact'; readonly version: string }
  /** A range or a tag. The registry resolves it to a version. */
  | { readonly kind: 'open'; readonly text: string }
  /** A checkout, a packed tarball, or a folder with `node_modules`. */
  | { readonly kind: 'local'; readonly path: string }

export const current = 'current'
export const localPrefix = 'local:'
export const oldestRelease = '1.9.0'

const releaseProblem =
  'expected a libp2p release: a version such as 2.10.0, a range such as 3.3.x, a tag such as latest, local:PATH, or current'

/** Parses a release. Returns null if the text does not name a release. */
export function releaseSpecOf(text: string): ReleaseSpec | null {
  if (text === current) return { kind: 'current' }
  if (text.startsWith(localPrefix)) {
    const path = text.slice(localPrefix.length)
    return path === '' ? null : { kind: 'local', path }
  }
  const version = /^\d+\.\d+\.\d+/.test(text) ? valid(text) : null
  if (version !== null) return isTooOld(version) ? null : { kind: 'exact', version }
  return isTag(text) || (text !== '' && validRange(text) !== null) ? { kind: 'open', text } : null
}

/** Returns the mistake in a text, or null if it names a release. */
export function releaseProblemOf(text: string): string | null {
  if (releaseSpecOf(text) !== null) return null
  return valid(text) !== null && isTooOld(text) ? `topo runs libp2p from ${oldestRelease} on` : releaseProblem
}

export function isTooOld(version: string): boolean {
  return lt(version, oldestRelease)
}

function isTag(text: string): boolean {
  return /^[a-z][a-z0-9._-]{0,63}$/.test(text)
}

/** A release in a topology. Numbers are refused, because YAML reads 2.10 as 2.1. */
export const libp2pRelease = z
  .string({ error: `${releaseProblem}; a number needs quotes` })
  .max(1000)
  .superRefine((text, context) => {
    const message = releaseProblemOf(text)
    if (message !== null) context.addIssue({ code: 'custom', message })
  })
  .meta({
    description:
      'The libp2p release: a version (2.10.0), a range ("3.3.x"), a tag (latest), `local:PATH` for a checkout of js-libp2p, a packed libp2p or a folder with node_modules, or `current`, the packages of topo itself',
  })
