import { statSync } from 'node:fs'
import path from 'node:path'
import type { NodePlan } from '../../../runner/language/plan/plan.ts'
import { ownCodeOf } from '../../../runner/releases/module-sources.ts'
import { packagesOfRelease } from '../../../runner/releases/release-packages.ts'
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
    for (const node of topology.plan.nodes) for (const one of await filesOf(node, releases)) known.add(one)
    sources.set(file, known)
  }
  return sources
}

/** The topologies of which a file has changed. */
export function affectedBy(changed: ReadonlySet<string>, sources: SourcesByFile): readonly string[] {
  return [...sources].filter(([, files]) => [...files].some((one) => changed.has(one))).map(([file]) => file)
}

async function filesOf(node: NodePlan, releases: Releases): Promise<readonly string[]> {
  switch (node.kind) {
    case 'module':
      return codeOf(node.module, node.libp2p, releases)
    case 'command':
      return node.command.map((word) => path.resolve(node.cwd, word)).filter(isFile)
    default:
      return []
  }
}

/** A module with a mistake has only its own file until it is mended. */
async function codeOf(module: string, libp2p: string, releases: Releases): Promise<readonly string[]> {
  try {
    const { files } = await ownCodeOf(module, packagesOfRelease(await releases.modules(libp2p)))
    return files
  } catch {
    return [module]
  }
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true
}
