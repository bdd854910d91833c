import { createHash } from 'node:crypto'
import { readFileSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { compareTexts } from '../../base/compare-texts.ts'
import type { Plan } from '../../runner/language/plan/plan.ts'
import { ownFilesOf } from '../../runner/releases/own-files.ts'
import type { Releases } from '../../runner/releases/releases.ts'

/**
 * The user's own code in the nodes of a search: each file below the search's folder or beside it, with the hash of its
 * content. Equal on all machines that have the same files, wherever these lie.
 */
export async function codeOfSearch(
  plans: readonly Plan[],
  file: string,
  releases: Releases,
): Promise<readonly (readonly [path: string, hash: string])[]> {
  const nodes = plans.flatMap((plan) => plan.nodes)
  const found = await Promise.all(nodes.map((node) => ownFilesOf(node, releases)))
  const folder = realpathSync(path.dirname(file))
  return [...new Set(found.flat())]
    .map((one) => [path.relative(folder, one).split(path.sep).join('/'), hashOf(one)] as const)
    .sort(([a], [b]) => compareTexts(a, b))
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}
