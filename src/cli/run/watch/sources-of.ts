import path from 'node:path'
import { ownFilesOf } from '../../../runner/releases/own-files.ts'
import type { Releases } from '../../../runner/releases/releases.ts'
import type { ToRun } from '../../topologies-to-run.ts'

/** The files, by absolute path, whose change makes another run of a topology worth it. */
export type SourcesByFile = ReadonlyMap<string, ReadonlySet<string>>

/** Returns the files of each topology: its own, those of its modules with all that they import, and its programs. */
export async function sourcesOf(all: readonly ToRun[], releases: Releases): Promise<SourcesByFile> {
  const sources = new Map<string, Set<string>>()
  for (const { topology } of new Set(all)) {
    const { file } = topology.source
    const known = sources.get(file) ?? new Set([path.resolve(file)])
    for (const node of topology.plan.nodes) for (const one of await ownFilesOf(node, releases)) known.add(one)
    sources.set(file, known)
  }
  return sources
}

/** The topologies of which a file has changed. */
export function affectedBy(changed: ReadonlySet<string>, sources: SourcesByFile): readonly string[] {
  return [...sources].filter(([, files]) => [...files].some((one) => changed.has(one))).map(([file]) => file)
}
