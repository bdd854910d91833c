import { statSync } from 'node:fs'
import path from 'node:path'
import type { ReleasePackages } from '../../protocol/module-program.ts'
import type { NodePlan } from '../language/plan/plan.ts'
import { ownCodeOf } from './module-sources.ts'
import { packagesOfRelease } from './release-packages.ts'
import type { Releases } from './releases.ts'
import { touchedFiles } from './touched-files.ts'

/** The user's own files that a node runs, by absolute path: its module with all that it imports, or its program. */
export async function ownFilesOf(node: NodePlan, releases: Releases): Promise<readonly string[]> {
  switch (node.kind) {
    case 'module':
      return codeOf(node.module, node.libp2p, releases)
    case 'command':
      return node.command.map((word) => path.resolve(node.cwd, word)).filter(isFile)
    default:
      return []
  }
}

async function codeOf(module: string, libp2p: string, releases: Releases): Promise<readonly string[]> {
  const release = await packagesOf(libp2p, releases)
  if (release === null) return [module]
  try {
    return (await ownCodeOf(module, release)).files
  } catch {
    return touchedFiles(module, release)
  }
}

/** null: the release cannot be had. */
async function packagesOf(libp2p: string, releases: Releases): Promise<ReleasePackages | null> {
  try {
    return packagesOfRelease(await releases.modules(libp2p))
  } catch {
    return null
  }
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true
}
