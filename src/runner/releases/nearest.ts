import { compare, prerelease, valid } from 'semver'

/** The released versions around one that does not exist, at most two on each side. */
export function nearest(wanted: string, versions: readonly string[]): readonly string[] {
  const released = versions.filter((one) => valid(one) !== null && prerelease(one) === null).sort(compare)
  const above = released.findIndex((one) => compare(one, wanted) > 0)
  const at = above === -1 ? released.length : above
  return released.slice(Math.max(0, at - 2), at + 2)
}
