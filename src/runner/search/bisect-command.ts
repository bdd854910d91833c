import { current, localPrefix } from '../language/values/libp2p-release.ts'
import { currentVersion } from '../releases/current-version.ts'
import { otherOf, type ReleasePair } from './difference.ts'
import type { FoundFailure } from './failure.ts'

/** The releases between which a verdict changes, and the expectation that shows it. */
export interface ChangedVerdict {
  readonly good: string
  readonly bad: string
  readonly entry: string
}

/** Returns the change that a failure on one release of a pair shows; null: there is no pair. */
export function changedVerdict({ release, entry }: FoundFailure, pair: ReleasePair): ChangedVerdict | null {
  return release === null ? null : { good: otherOf(pair, release), bad: release, entry }
}

/** Returns the command that finds the release with the change; null: a release is a folder. */
export function bisectCommand(file: string, { good, bad, entry }: ChangedVerdict): string | null {
  if ([good, bad].some((release) => release.startsWith(localPrefix))) return null
  return `topo bisect ${file} --good ${versionOf(good)} --bad ${versionOf(bad)} --entry ${entry}`
}

function versionOf(release: string): string {
  return release === current ? (currentVersion() ?? release) : release
}
