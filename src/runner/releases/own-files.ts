import { statSync } from 'node:fs'
import path from 'node:path'
import type { NodePlan } from '../language/plan/plan.ts'
import { ownCodeOf } from './module-sources.ts'
import { packagesOfRelease } from './release-packages.ts'
import type { Releases } from './releases.ts'

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
